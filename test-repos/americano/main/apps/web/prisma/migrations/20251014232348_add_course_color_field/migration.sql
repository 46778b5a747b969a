-- AlterTable
ALTER TABLE "courses" ADD COLUMN     "color" TEXT NOT NULL DEFAULT '#5b8def';
