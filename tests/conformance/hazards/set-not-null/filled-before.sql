UPDATE "User" SET "name" = '' WHERE "name" IS NULL;
-- next migration
ALTER TABLE "User" ALTER COLUMN "name" SET NOT NULL;
