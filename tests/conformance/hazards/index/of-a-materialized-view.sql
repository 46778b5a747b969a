CREATE INDEX "totals_userId_idx" ON "totals"("userId");
