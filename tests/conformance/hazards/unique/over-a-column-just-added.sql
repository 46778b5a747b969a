ALTER TABLE "User" ADD COLUMN "slug" TEXT;
CREATE UNIQUE INDEX "User_slug_key" ON "User"("slug");
