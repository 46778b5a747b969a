CREATE TABLE "Draft" ("n" INTEGER CHECK ("n" > 0));
