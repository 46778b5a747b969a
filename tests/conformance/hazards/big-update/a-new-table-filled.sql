CREATE TABLE "Address" ("userId" INTEGER NOT NULL PRIMARY KEY, "text" TEXT);
INSERT INTO "Address" SELECT "id", "name" FROM "User";
