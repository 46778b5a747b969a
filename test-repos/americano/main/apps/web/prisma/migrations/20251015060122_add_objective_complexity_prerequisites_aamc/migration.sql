-- CreateEnum
CREATE TYPE "ObjectiveComplexity" AS ENUM ('BASIC', 'INTERMEDIATE', 'ADVANCED');

-- AlterTable
ALTER TABLE "learning_objectives" ADD COLUMN     "aamcCompetencies" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "complexity" "ObjectiveComplexity" NOT NULL DEFAULT 'INTERMEDIATE';

-- CreateTable
CREATE TABLE "objective_prerequisites" (
    "id" TEXT NOT NULL,
    "objectiveId" TEXT NOT NULL,
    "prerequisiteId" TEXT NOT NULL,
    "strength" DOUBLE PRECISION NOT NULL DEFAULT 1,

    CONSTRAINT "objective_prerequisites_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "objective_prerequisites_objectiveId_prerequisiteId_key" ON "objective_prerequisites"("objectiveId", "prerequisiteId");

-- AddForeignKey
ALTER TABLE "objective_prerequisites" ADD CONSTRAINT "objective_prerequisites_objectiveId_fkey" FOREIGN KEY ("objectiveId") REFERENCES "learning_objectives"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "objective_prerequisites" ADD CONSTRAINT "objective_prerequisites_prerequisiteId_fkey" FOREIGN KEY ("prerequisiteId") REFERENCES "learning_objectives"("id") ON DELETE CASCADE ON UPDATE CASCADE;
