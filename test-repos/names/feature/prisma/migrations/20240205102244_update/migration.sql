-- AlterTable
ALTER TABLE "User" ADD COLUMN     "n1" TEXT;
