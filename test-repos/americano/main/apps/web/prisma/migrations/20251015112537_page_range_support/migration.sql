-- AlterTable
ALTER TABLE "learning_objectives" ADD COLUMN     "pageEnd" INTEGER,
ADD COLUMN     "pageStart" INTEGER;
