ALTER TABLE "User" ADD CONSTRAINT "grown" CHECK ("age" > 17);
