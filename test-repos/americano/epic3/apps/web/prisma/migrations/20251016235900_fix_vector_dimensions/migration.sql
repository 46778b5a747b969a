-- Half the size is enough for the distance, and a vector has 768 dimensions or is not there yet.

-- AlterTable
ALTER TABLE "content_chunks" ALTER COLUMN "embedding" SET DEFAULT ARRAY[]::REAL[],
ALTER COLUMN "embedding" SET DATA TYPE REAL[];

-- AddCheck
ALTER TABLE "content_chunks" ADD CONSTRAINT "content_chunks_embedding_dimensions" CHECK (cardinality("embedding") IN (0, 768));
