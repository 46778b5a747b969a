ALTER TABLE "Visit" ADD COLUMN "couponCode" TEXT;
ALTER TABLE "Visit" ADD CONSTRAINT "Visit_coupon_fkey" FOREIGN KEY ("couponCode") REFERENCES "Coupon"("code");
