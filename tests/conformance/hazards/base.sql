-- What the target has before each script: the tables of a small shop, as Prisma writes them.
CREATE TYPE "Role" AS ENUM ('USER', 'ADMIN', 'GUEST');
CREATE TYPE "Status" AS ENUM ('OPEN', 'PAID', 'SENT');
CREATE SCHEMA "audit";
CREATE DOMAIN "Email" AS text;
CREATE TABLE "User" (
    "id" SERIAL NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT,
    "nick" VARCHAR(20),
    "age" INTEGER,
    "visits" INTEGER NOT NULL DEFAULT 0,
    "points" TEXT,
    "role" "Role" NOT NULL DEFAULT 'USER',
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");
CREATE INDEX "User_name_idx" ON "User"("name");
CREATE TABLE "Order" (
    "id" TEXT NOT NULL,
    "userId" INTEGER NOT NULL,
    "status" "Status" NOT NULL DEFAULT 'OPEN',
    "total" DECIMAL(10,2) NOT NULL,
    "note" TEXT,
    "coupon" TEXT,
    "meta" JSON,
    CONSTRAINT "Order_pkey" PRIMARY KEY ("id")
);
ALTER TABLE "Order" ADD CONSTRAINT "Order_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "Order" ADD CONSTRAINT "Order_total_check" CHECK ("total" >= 0);
CREATE TABLE "Coupon" ("code" TEXT NOT NULL, "percent" INTEGER, "until" TIMESTAMP(3), CONSTRAINT "Coupon_pkey" PRIMARY KEY ("code"));
CREATE TABLE "Visit" ("id" BIGSERIAL NOT NULL, "path" TEXT, "userId" INTEGER, "at" TIMESTAMPTZ(3), CONSTRAINT "Visit_pkey" PRIMARY KEY ("id"));
CREATE TABLE "audit"."Entry" ("id" INTEGER NOT NULL, "text" TEXT, CONSTRAINT "Entry_pkey" PRIMARY KEY ("id"));
CREATE TABLE "Event" ("id" INTEGER NOT NULL, "day" DATE NOT NULL) PARTITION BY RANGE ("day");
CREATE TABLE "Event_2024" PARTITION OF "Event" FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE MATERIALIZED VIEW "totals" AS SELECT "userId", sum("total") AS "sum" FROM "Order" GROUP BY "userId";
