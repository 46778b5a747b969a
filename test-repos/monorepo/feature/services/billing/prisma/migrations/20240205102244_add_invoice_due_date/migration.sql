-- AlterTable
ALTER TABLE "Invoice" ADD COLUMN     "dueOn" DATE;
