import type { PrismaClient } from '@prisma/client'

export function responsesOf(db: PrismaClient, objectiveId: string) {
  return db.validationResponse.findMany({ where: { objectiveId }, orderBy: { respondedAt: 'asc' } })
}
