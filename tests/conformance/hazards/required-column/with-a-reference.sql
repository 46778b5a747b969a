ALTER TABLE "Visit" ADD COLUMN "couponCode" TEXT NOT NULL REFERENCES "Coupon"("code");
