CREATE INDEX IF NOT EXISTS "Visit_path_idx" ON "Visit"("path");
