import { LRUCache } from 'lru-cache'
import type { Context } from '../context.ts'
import type { Session } from '../domain/auth/session.ts'
import type { SessionStore } from '../domain/auth/store.ts'
import type { SessionId } from '../domain/ids.ts'
import { systemWrite } from '../lib/command.ts'

const maxSessions = 10_000

interface KnownSession {
  session: Session
  world: string
}

/** Test suites log in once: worlds accept sessions of the main world, and their own from before a restore. */
export class SharedSessions {
  readonly #known = new LRUCache<SessionId, KnownSession>({ max: maxSessions })

  constructor(private readonly mainName: string) {}

  /** The store looks for a session here if the world does not have it. */
  share(world: string, ctx: Context): Context {
    const { sessions } = ctx.store
    const shared: SessionStore = {
      ...sessions,
      begin: async (write, session) => {
        await sessions.begin(write, session)
        this.#known.set(session.id, { session, world })
      },
      find: async id =>
        (await this.#findAndRemember(world, sessions, id)) ?? this.#adopt(world, ctx, sessions, id),
    }
    return { ...ctx, store: { ...ctx.store, sessions: shared } }
  }

  /** Older sessions are in the main world alone. */
  async #findAndRemember(world: string, sessions: SessionStore, id: SessionId): Promise<Session | null> {
    const session = await sessions.find(id)
    if (session && session.endedAt === null && !this.#known.has(id)) this.#known.set(id, { session, world })
    return session
  }

  async #adopt(world: string, ctx: Context, sessions: SessionStore, id: SessionId): Promise<Session | null> {
    const known = this.#known.get(id)
    if (!known || ![this.mainName, world].includes(known.world)) return null
    const user = await ctx.store.users.find(known.session.userId)
    if (!user || user.disabledAt !== null) return null
    try {
      await sessions.begin(systemWrite(ctx), known.session)
    } catch (error) {
      // Another request may have added it at the same moment.
      const added = await sessions.find(id)
      if (!added) throw error
    }
    return sessions.find(id)
  }
}
