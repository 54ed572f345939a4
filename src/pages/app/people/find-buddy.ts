import type { Buddy, Client } from '../../../client/index.ts'

const pageSize = 100

/** The API lists them all and asks for one by its own id. Null where there is none. */
export const findBuddy = async (
  client: Pick<Client, 'getBuddies'>,
  userId: string,
  signal: AbortSignal,
): Promise<Buddy | null> => {
  for (let skip = 0; ; skip += pageSize) {
    const { buddies, total_count } = await client.getBuddies({ skip, limit: pageSize }, { signal })
    const found = buddies.find(({ buddy_user_id }) => buddy_user_id === userId)
    if (found || skip + buddies.length >= total_count || buddies.length === 0) return found ?? null
  }
}
