ALTER TABLE "User" ADD COLUMN "slug" TEXT;
UPDATE "User" SET "slug" = 'user-' || "id" WHERE "slug" IS NULL;
ALTER TABLE "User" ALTER COLUMN "slug" SET NOT NULL;
