ALTER TABLE "Visit" ADD CONSTRAINT "Visit_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") NOT VALID;
ALTER TABLE "Visit" VALIDATE CONSTRAINT "Visit_userId_fkey";
