CREATE VIEW "big_orders" AS SELECT "id" FROM "Order" WHERE "total" > 1000;
