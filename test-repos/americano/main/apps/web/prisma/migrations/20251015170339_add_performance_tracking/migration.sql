-- CreateEnum
CREATE TYPE "MasteryLevel" AS ENUM ('NOT_STARTED', 'BEGINNER', 'INTERMEDIATE', 'ADVANCED', 'MASTERED');

-- AlterTable
ALTER TABLE "learning_objectives" ADD COLUMN     "lastStudiedAt" TIMESTAMP(3),
ADD COLUMN     "masteryLevel" "MasteryLevel" NOT NULL DEFAULT 'NOT_STARTED',
ADD COLUMN     "weaknessScore" DOUBLE PRECISION NOT NULL DEFAULT 0.5;

-- CreateTable
CREATE TABLE "performance_metrics" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "objectiveId" TEXT NOT NULL,
    "date" DATE NOT NULL,
    "retentionScore" DOUBLE PRECISION NOT NULL,
    "studyTimeMs" INTEGER NOT NULL DEFAULT 0,
    "correctReviews" INTEGER NOT NULL DEFAULT 0,
    "incorrectReviews" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "performance_metrics_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "performance_metrics_userId_objectiveId_date_key" ON "performance_metrics"("userId", "objectiveId", "date");

-- CreateIndex
CREATE INDEX "performance_metrics_objectiveId_idx" ON "performance_metrics"("objectiveId");

-- CreateIndex
CREATE INDEX "learning_objectives_weaknessScore_idx" ON "learning_objectives"("weaknessScore");

-- AddForeignKey
ALTER TABLE "performance_metrics" ADD CONSTRAINT "performance_metrics_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "performance_metrics" ADD CONSTRAINT "performance_metrics_objectiveId_fkey" FOREIGN KEY ("objectiveId") REFERENCES "learning_objectives"("id") ON DELETE CASCADE ON UPDATE CASCADE;
