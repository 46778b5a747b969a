import type { PrismaClient } from '@prisma/client'

export function missionOfDay(db: PrismaClient, userId: string, date: Date) {
  return db.mission.findUnique({ where: { userId_date: { userId, date } } })
}
