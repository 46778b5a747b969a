CREATE INDEX CONCURRENTLY "Visit_path_idx" ON "Visit"("path");
