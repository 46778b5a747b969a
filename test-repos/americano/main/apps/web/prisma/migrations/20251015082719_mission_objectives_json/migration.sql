-- AlterTable
ALTER TABLE "missions" ADD COLUMN     "objectives" JSONB NOT NULL DEFAULT '[]';

-- Keep what the join table says before it goes.
UPDATE "missions" m
SET "objectives" = listed."objectives"
FROM (
    SELECT "missionId", jsonb_agg(jsonb_build_object('objectiveId', "objectiveId") ORDER BY "position") AS "objectives"
    FROM "mission_objectives"
    GROUP BY "missionId"
) listed
WHERE listed."missionId" = m."id";

-- DropForeignKey
ALTER TABLE "mission_objectives" DROP CONSTRAINT "mission_objectives_missionId_fkey";

-- DropForeignKey
ALTER TABLE "mission_objectives" DROP CONSTRAINT "mission_objectives_objectiveId_fkey";

-- DropTable
DROP TABLE "mission_objectives";
