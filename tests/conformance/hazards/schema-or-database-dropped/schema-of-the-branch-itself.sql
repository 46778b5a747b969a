CREATE SCHEMA "fresh";
-- next migration
DROP SCHEMA "fresh";
