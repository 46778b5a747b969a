ALTER TABLE "User" ADD COLUMN "a" TEXT;
UPDATE "User" SET "a" = "email" WHERE "a" IS NULL;
