ALTER TABLE "Post" RENAME COLUMN "title" TO "headline";
