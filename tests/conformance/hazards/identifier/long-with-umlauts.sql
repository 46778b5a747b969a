CREATE TABLE "üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüü" ("id" INTEGER);
