DROP TABLE "Visit", "Coupon";
