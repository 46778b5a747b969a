CREATE TABLE "Draft" ("id" TEXT NOT NULL PRIMARY KEY);
-- next migration
DROP TABLE "Draft";
