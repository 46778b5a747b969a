-- AlterTable
ALTER TABLE "User" ADD COLUMN     "n6" TEXT;
