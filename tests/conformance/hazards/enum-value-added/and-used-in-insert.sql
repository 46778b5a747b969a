ALTER TYPE "Role" ADD VALUE 'BOT';
INSERT INTO "User" ("email", "role") VALUES ('bot@example.org', 'BOT');
