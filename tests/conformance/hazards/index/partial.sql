CREATE INDEX "Order_open_idx" ON "Order"("id") WHERE "status" = 'OPEN';
