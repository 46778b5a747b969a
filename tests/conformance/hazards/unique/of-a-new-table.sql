CREATE TABLE "Draft" ("id" TEXT NOT NULL, "slug" TEXT NOT NULL, CONSTRAINT "Draft_pkey" PRIMARY KEY ("id"));
CREATE UNIQUE INDEX "Draft_slug_key" ON "Draft"("slug");
