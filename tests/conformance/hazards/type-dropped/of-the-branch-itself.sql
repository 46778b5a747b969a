CREATE TYPE "Kind" AS ENUM ('A');
-- next migration
DROP TYPE "Kind";
