-- CreateTable
CREATE TABLE "validation_responses" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "objectiveId" TEXT NOT NULL,
    "prompt" TEXT NOT NULL,
    "answer" TEXT NOT NULL,
    "score" DOUBLE PRECISION NOT NULL,
    "preAssessmentConfidence" INTEGER,
    "postAssessmentConfidence" INTEGER,
    "respondedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "validation_responses_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "validation_responses_userId_respondedAt_idx" ON "validation_responses"("userId", "respondedAt");

-- CreateIndex
CREATE INDEX "validation_responses_objectiveId_idx" ON "validation_responses"("objectiveId");

-- AddForeignKey
ALTER TABLE "validation_responses" ADD CONSTRAINT "validation_responses_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "validation_responses" ADD CONSTRAINT "validation_responses_objectiveId_fkey" FOREIGN KEY ("objectiveId") REFERENCES "learning_objectives"("id") ON DELETE CASCADE ON UPDATE CASCADE;
