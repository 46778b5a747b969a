-- AlterTable
ALTER TABLE "content_chunks" ADD COLUMN     "pageEnd" INTEGER,
ADD COLUMN     "pageStart" INTEGER;
