-- AlterTable
ALTER TABLE "User" ADD COLUMN     "n3" TEXT;
