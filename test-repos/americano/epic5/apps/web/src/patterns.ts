import type { PrismaClient } from '@prisma/client'

export function patternsOf(db: PrismaClient, userId: string) {
  return db.behavioralPattern.findMany({ where: { userId }, include: { insights: true } })
}
