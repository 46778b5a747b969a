ALTER TABLE "User" ADD COLUMN "points_new" INTEGER;
UPDATE "User" SET "points_new" = CAST("points" AS INTEGER) WHERE "points" ~ '^[0-9]+$';
ALTER TABLE "User" DROP COLUMN "points";
ALTER TABLE "User" RENAME COLUMN "points_new" TO "points";
