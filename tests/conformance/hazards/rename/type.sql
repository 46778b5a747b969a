ALTER TYPE "Status" RENAME TO "OrderStatus";
