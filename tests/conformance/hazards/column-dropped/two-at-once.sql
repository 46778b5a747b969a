ALTER TABLE "Order" DROP COLUMN "note",
DROP COLUMN "coupon";
