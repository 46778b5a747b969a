DROP TYPE "Status";
