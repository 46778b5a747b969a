ALTER TABLE "User" ADD COLUMN "slug" TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX "User_slug_key" ON "User"("slug");
