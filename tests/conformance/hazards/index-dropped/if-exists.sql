DROP INDEX IF EXISTS "User_name_idx";
