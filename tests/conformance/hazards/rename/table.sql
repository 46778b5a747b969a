ALTER TABLE "Visit" RENAME TO "PageView";
