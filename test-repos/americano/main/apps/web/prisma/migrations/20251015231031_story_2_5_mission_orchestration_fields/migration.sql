-- AlterTable
ALTER TABLE "study_sessions" ADD COLUMN     "currentObjectiveIndex" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "missionObjectives" JSONB,
ADD COLUMN     "objectiveCompletions" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "pausedAt" TIMESTAMP(3),
ADD COLUMN     "pausedDurationMs" INTEGER NOT NULL DEFAULT 0;
