-- The vectors are plain arrays: the extension with a vector type is not installed on every server this runs on.
-- Candidates come from the keyword index, their distance is computed over the array.

-- AlterTable
ALTER TABLE "content_chunks" ADD COLUMN     "embedding" DOUBLE PRECISION[] DEFAULT ARRAY[]::DOUBLE PRECISION[],
ADD COLUMN     "keywords" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- AlterTable
ALTER TABLE "courses" ADD COLUMN     "vectorIndex" INTEGER;

-- CreateIndex
CREATE INDEX "content_chunks_keywords_idx" ON "content_chunks" USING GIN ("keywords");
