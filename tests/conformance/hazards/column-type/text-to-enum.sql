ALTER TABLE "Order" ALTER COLUMN "note" SET DATA TYPE "Status" USING "note"::"Status";
