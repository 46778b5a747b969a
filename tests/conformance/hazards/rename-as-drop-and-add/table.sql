DROP TABLE "Coupon";
CREATE TABLE "Voucher" ("code" TEXT NOT NULL PRIMARY KEY, "percent" INTEGER, "until" TIMESTAMP(3));
