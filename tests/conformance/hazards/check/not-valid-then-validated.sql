ALTER TABLE "User" ADD CONSTRAINT "grown" CHECK ("age" > 17) NOT VALID;
-- next migration
ALTER TABLE "User" VALIDATE CONSTRAINT "grown";
