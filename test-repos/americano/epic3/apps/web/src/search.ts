import type { PrismaClient } from '@prisma/client'

export function recentSearches(db: PrismaClient, userId: string) {
  return db.userSearchHistory.findMany({ where: { userId }, orderBy: { searchedAt: 'desc' }, take: 10 })
}
