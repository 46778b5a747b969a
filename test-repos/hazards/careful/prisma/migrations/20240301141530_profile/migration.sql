-- The values stay.
ALTER TABLE "User" RENAME COLUMN "name" TO "fullName";

-- AlterTable
ALTER TABLE "Post" ADD COLUMN     "slug" TEXT;

UPDATE "Post" SET "slug" = 'post-' || "id" WHERE "slug" IS NULL;

ALTER TABLE "Post" ALTER COLUMN "slug" SET NOT NULL;
