-- AlterTable
ALTER TABLE "User" ADD COLUMN     "n7" TEXT;
