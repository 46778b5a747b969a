ALTER TABLE "Visit" SET SCHEMA "audit";
