ALTER TYPE "Role" ADD VALUE 'OWNER';
-- next migration
UPDATE "User" SET "role" = 'OWNER' WHERE "id" = 1;
