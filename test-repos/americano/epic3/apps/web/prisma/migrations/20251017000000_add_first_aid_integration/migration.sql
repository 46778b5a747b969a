-- CreateTable
CREATE TABLE "first_aid_editions" (
    "id" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "isActive" BOOLEAN NOT NULL DEFAULT false,
    "importedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "first_aid_editions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "first_aid_sections" (
    "id" TEXT NOT NULL,
    "editionId" TEXT NOT NULL,
    "system" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "pageNumber" INTEGER NOT NULL,
    "content" TEXT NOT NULL,

    CONSTRAINT "first_aid_sections_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "lecture_first_aid_mappings" (
    "id" TEXT NOT NULL,
    "lectureId" TEXT NOT NULL,
    "sectionId" TEXT NOT NULL,
    "confidence" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "lecture_first_aid_mappings_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "first_aid_editions_year_key" ON "first_aid_editions"("year");

-- CreateIndex
CREATE INDEX "first_aid_sections_editionId_system_idx" ON "first_aid_sections"("editionId", "system");

-- CreateIndex
CREATE UNIQUE INDEX "lecture_first_aid_mappings_lectureId_sectionId_key" ON "lecture_first_aid_mappings"("lectureId", "sectionId");

-- AddForeignKey
ALTER TABLE "first_aid_sections" ADD CONSTRAINT "first_aid_sections_editionId_fkey" FOREIGN KEY ("editionId") REFERENCES "first_aid_editions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lecture_first_aid_mappings" ADD CONSTRAINT "lecture_first_aid_mappings_lectureId_fkey" FOREIGN KEY ("lectureId") REFERENCES "lectures"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lecture_first_aid_mappings" ADD CONSTRAINT "lecture_first_aid_mappings_sectionId_fkey" FOREIGN KEY ("sectionId") REFERENCES "first_aid_sections"("id") ON DELETE CASCADE ON UPDATE CASCADE;
