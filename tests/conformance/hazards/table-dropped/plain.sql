DROP TABLE "Visit";
