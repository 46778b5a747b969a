DROP TABLE "Coupon";
CREATE TABLE "Coupon" ("code" TEXT NOT NULL PRIMARY KEY, "percent" INTEGER, "until" TIMESTAMP(3), "left" INTEGER);
