-- CreateEnum
CREATE TYPE "BehavioralPatternType" AS ENUM ('OPTIMAL_STUDY_TIME', 'SESSION_DURATION', 'CONTENT_PREFERENCE', 'FORGETTING_CURVE');

-- AlterTable
ALTER TABLE "courses" ADD COLUMN     "difficultyAI" DOUBLE PRECISION;

-- CreateTable
CREATE TABLE "behavioral_patterns" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "type" "BehavioralPatternType" NOT NULL,
    "name" TEXT NOT NULL,
    "confidence" DOUBLE PRECISION NOT NULL,
    "evidence" JSONB NOT NULL DEFAULT '{}',
    "detectedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "behavioral_patterns_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "behavioral_insights" (
    "id" TEXT NOT NULL,
    "patternId" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "recommendation" TEXT NOT NULL,
    "acknowledgedAt" TIMESTAMP(3),

    CONSTRAINT "behavioral_insights_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "user_learning_profiles" (
    "userId" TEXT NOT NULL,
    "preferredStudyHours" INTEGER[] DEFAULT ARRAY[]::INTEGER[],
    "averageSessionMinutes" INTEGER,
    "forgettingRate" DOUBLE PRECISION,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "user_learning_profiles_pkey" PRIMARY KEY ("userId")
);

-- CreateIndex
CREATE INDEX "behavioral_patterns_userId_type_idx" ON "behavioral_patterns"("userId", "type");

-- CreateIndex
CREATE INDEX "behavioral_insights_patternId_idx" ON "behavioral_insights"("patternId");

-- AddForeignKey
ALTER TABLE "behavioral_patterns" ADD CONSTRAINT "behavioral_patterns_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "behavioral_insights" ADD CONSTRAINT "behavioral_insights_patternId_fkey" FOREIGN KEY ("patternId") REFERENCES "behavioral_patterns"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "user_learning_profiles" ADD CONSTRAINT "user_learning_profiles_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
