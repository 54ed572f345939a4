import type Database from 'better-sqlite3'
import { eq, getTableColumns, sql } from 'drizzle-orm'
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3'
import { alias } from 'drizzle-orm/sqlite-core'
import type { Room } from '../../../domain/chat/room.ts'
import { chatRooms, gigs, users } from '../../tables.ts'
import { parametersFor, prepareWrite } from '../engine/statements.ts'

const seekers = alias(users, 'seekers')
const helpers = alias(users, 'helpers')
const { activity, ...columns } = getTableColumns(chatRooms)

export const selectRooms = (db: BetterSQLite3Database) =>
  db
    .select({
      ...columns,
      gigTitle: gigs.title,
      seekerName: seekers.fullName,
      seekerImageId: seekers.profileImageId,
      helperName: helpers.fullName,
      helperImageId: helpers.profileImageId,
    })
    .from(chatRooms)
    .innerJoin(gigs, eq(gigs.id, chatRooms.gigId))
    .innerJoin(seekers, eq(seekers.id, chatRooms.seekerId))
    .innerJoin(helpers, eq(helpers.id, chatRooms.helperId))

const nextActivity = sql`(SELECT coalesce(max(activity), 0) + 1 FROM chat_rooms)`

export const createRoomWrites = (writeConnection: Database.Database) => {
  const writeDb = drizzle(writeConnection)
  const { id, gigId, seekerId, helperId, isActive, createdAt } = columns
  const insert = prepareWrite(
    writeConnection,
    writeDb.insert(chatRooms).values({
      ...parametersFor({ id, gigId, seekerId, helperId, isActive, createdAt }),
      activity: nextActivity,
    }),
  )
  return {
    insert: (room: Room) => {
      insert({ ...room })
    },
  }
}
