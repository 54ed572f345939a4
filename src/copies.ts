import type { Context } from './context.ts'
import type { PaymentProvider } from './domain/transactions/provider.ts'
import { takeOverPayments } from './domain/transactions/service.ts'
import { repeat } from './lib/repeat.ts'
import type { Live } from './live/live.ts'
import type { Channel } from './realtime/channel.ts'
import { CopyExchange } from './realtime/exchange.ts'
import { createSessionCheck } from './realtime/session-check.ts'

/** How often the sessions of open sockets are looked at: a command that ran beside the servers tells nobody. */
const sessionCheckMs = 1000

const takeOverMs = 2000

/** Connects what a copy of the server remembers with the other copies, and begins the work that one of them does. */
export const joinCopies = (
  ctx: Context,
  { copies }: Live,
  { channels, provider }: { channels: readonly Channel[]; provider: PaymentProvider },
): void => {
  const { hub, clock, log } = ctx
  hub.connect(
    new CopyExchange(copies, hub),
    channels.flatMap(({ events }) => events),
  )
  ctx.accountCaches.connect(copies)
  const repeatUntilClosed = (ms: number, run: () => Promise<unknown>) => {
    const repeated = repeat(
      clock,
      () => ms,
      async () => {
        if (copies.isClosed) repeated.stop()
        // While the database is away, the health check says so.
        else await run().catch(error => log.debug({ err: error }, 'Work between copies failed.'))
      },
    )
  }
  const closeEnded = createSessionCheck(hub)
  repeatUntilClosed(sessionCheckMs, () => closeEnded(ctx.store.sessions.listEnded))
  repeatUntilClosed(takeOverMs, () => ctx.store.runOnce('payments', () => takeOverPayments(ctx, provider)))
}
