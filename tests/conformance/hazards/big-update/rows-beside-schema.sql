ALTER TABLE "User" ADD COLUMN "a" TEXT;
UPDATE "Visit" SET "path" = '/' WHERE "path" IS NULL;
