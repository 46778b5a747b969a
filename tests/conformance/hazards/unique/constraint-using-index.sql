CREATE UNIQUE INDEX CONCURRENTLY "User_nick_key" ON "User"("nick");
-- next migration
ALTER TABLE "User" ADD CONSTRAINT "User_nick_key" UNIQUE USING INDEX "User_nick_key";
