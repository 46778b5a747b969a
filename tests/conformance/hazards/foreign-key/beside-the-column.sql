ALTER TABLE "Visit" ADD COLUMN "couponCode" TEXT REFERENCES "Coupon"("code");
