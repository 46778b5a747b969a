SET lock_timeout = '5s';
CREATE INDEX CONCURRENTLY "a" ON "Visit"("path");
