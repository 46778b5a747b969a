ALTER TYPE "Role" ADD VALUE 'OWNER';
UPDATE "User" SET "role" = 'OWNER' WHERE "id" = 1;
