ALTER TABLE "User" ADD COLUMN "score" INTEGER;
UPDATE "User" SET "score" = "points"::integer WHERE "points" ~ '^[0-9]+$';
ALTER TABLE "User" DROP COLUMN "points";
