CREATE TABLE "Draft" ("id" INTEGER NOT NULL PRIMARY KEY, "x" TEXT);
-- next migration
CREATE INDEX "Draft_x_idx" ON "Draft"("x");
