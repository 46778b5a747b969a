-- CreateEnum
CREATE TYPE "AnalyticsPeriod" AS ENUM ('DAILY', 'WEEKLY', 'MONTHLY');

-- AlterTable
ALTER TABLE "missions" ADD COLUMN     "successScore" DOUBLE PRECISION;

-- CreateTable
CREATE TABLE "mission_analytics" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "date" DATE NOT NULL,
    "period" "AnalyticsPeriod" NOT NULL,
    "missionsCompleted" INTEGER NOT NULL DEFAULT 0,
    "missionsSkipped" INTEGER NOT NULL DEFAULT 0,
    "completionRate" DOUBLE PRECISION NOT NULL DEFAULT 0,

    CONSTRAINT "mission_analytics_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mission_feedback" (
    "id" TEXT NOT NULL,
    "missionId" TEXT NOT NULL,
    "helpfulness" INTEGER NOT NULL,
    "comment" TEXT,
    "submittedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "mission_feedback_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mission_streaks" (
    "userId" TEXT NOT NULL,
    "currentStreak" INTEGER NOT NULL DEFAULT 0,
    "longestStreak" INTEGER NOT NULL DEFAULT 0,
    "lastCompletedOn" DATE,

    CONSTRAINT "mission_streaks_pkey" PRIMARY KEY ("userId")
);

-- CreateIndex
CREATE UNIQUE INDEX "mission_analytics_userId_date_period_key" ON "mission_analytics"("userId", "date", "period");

-- CreateIndex
CREATE INDEX "mission_feedback_missionId_idx" ON "mission_feedback"("missionId");

-- AddForeignKey
ALTER TABLE "mission_analytics" ADD CONSTRAINT "mission_analytics_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "mission_feedback" ADD CONSTRAINT "mission_feedback_missionId_fkey" FOREIGN KEY ("missionId") REFERENCES "missions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "mission_streaks" ADD CONSTRAINT "mission_streaks_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
