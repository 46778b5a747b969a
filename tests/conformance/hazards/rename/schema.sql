ALTER SCHEMA "audit" RENAME TO "trail";
