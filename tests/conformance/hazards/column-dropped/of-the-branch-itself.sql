ALTER TABLE "User" ADD COLUMN "draft" TEXT;
-- next migration
ALTER TABLE "User" DROP COLUMN "draft";
