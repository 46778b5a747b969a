ALTER TABLE "Order" RENAME CONSTRAINT "Order_total_check" TO "total_positive";
