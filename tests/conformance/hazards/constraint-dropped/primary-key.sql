ALTER TABLE "Coupon" DROP CONSTRAINT "Coupon_pkey";
