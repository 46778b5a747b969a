CREATE TABLE "_OrderToCoupon" ("A" TEXT NOT NULL, "B" TEXT NOT NULL, CONSTRAINT "_OrderToCoupon_AB_pkey" PRIMARY KEY ("A","B"));
CREATE INDEX "_OrderToCoupon_B_index" ON "_OrderToCoupon"("B");
ALTER TABLE "_OrderToCoupon" ADD CONSTRAINT "_OrderToCoupon_A_fkey" FOREIGN KEY ("A") REFERENCES "Coupon"("code") ON DELETE CASCADE ON UPDATE CASCADE;
