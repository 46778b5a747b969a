-- AlterTable
ALTER TABLE "User" ADD COLUMN     "n5" TEXT;
