ALTER TABLE "Order" DROP CONSTRAINT "Order_userId_fkey";
