-- AlterTable
ALTER TABLE "lectures" ADD COLUMN     "processedPages" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "processingProgress" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "totalPages" INTEGER;
