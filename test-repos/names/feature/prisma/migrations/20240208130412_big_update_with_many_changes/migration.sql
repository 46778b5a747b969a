-- AlterTable
ALTER TABLE "User" ADD COLUMN     "n4" TEXT;
