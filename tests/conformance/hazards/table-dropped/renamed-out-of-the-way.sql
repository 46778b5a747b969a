ALTER TABLE "Visit" RENAME TO "Visit_old";
