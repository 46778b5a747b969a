-- AlterTable
ALTER TABLE "User" ADD COLUMN     "n2" TEXT;
