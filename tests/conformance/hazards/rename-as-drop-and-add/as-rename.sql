ALTER TABLE "Order" RENAME COLUMN "note" TO "remark";
CREATE VIEW "v" AS SELECT "remark" AS "note" FROM "Order";
