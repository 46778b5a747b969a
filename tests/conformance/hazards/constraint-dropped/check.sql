ALTER TABLE "Order" DROP CONSTRAINT "Order_total_check";
