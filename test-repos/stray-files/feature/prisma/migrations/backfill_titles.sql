UPDATE "Post" SET "title" = 'untitled' WHERE "title" = '';
