import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DeskBrowser } from './desk-browser.ts'
import { runAsCommandLine } from './desk-browser.ts'
import { post } from './gigs.ts'
import { payAccepted } from './payments.ts'
import { joinAfresh, type Person } from './people.ts'
import { startTestServer, type TestServer } from './server.ts'
import { makeFolder } from './stores.ts'

/** What the cases of the desk act on. */
export interface DeskWorld {
  server: TestServer
  seeker: Person
  helper: Person
  operator: DeskBrowser
}

type Prepare = (world: DeskWorld) => Record<string, unknown> | Promise<Record<string, unknown>>

const newcomer: Prepare = async ({ server }) => ({ user_id: (await joinAfresh(server, 'Newcomer')).user.id })
const payment: Prepare = async ({ seeker, helper }) => ({
  transaction_id: (await payAccepted(seeker, helper)).transaction.id,
})

let created = 0
const newOperator: Prepare = async ({ server }) => {
  created += 1
  const fields = { email: `operator${created}@example.com`, role: 'viewer' }
  const { operator } = await runAsCommandLine(server.ctx, 'operator.create', fields)
  return { operator_id: (operator as { id: string }).id }
}

/** A report about a gig of a newcomer. */
const report: Prepare = async ({ server }) => {
  const gig = await post(await joinAfresh(server, 'Reported'))
  const body = { kind: 'gig', subject_id: gig.id, reason: 'It asks for money in advance.' }
  const reporter = await joinAfresh(server, 'Reporter')
  const { body: made } = await reporter.client.post<{ id: string }>('/api/reports', body)
  return { report_id: made.id }
}

/** Good fields for each command, without a reason, made anew for each time that it is given. */
export const deskCommandCases: Readonly<Record<string, Prepare>> = {
  'user.create': () => {
    created += 1
    return { email: `made${created}@example.com`, full_name: 'Made Up', password: 'a planted password' }
  },
  'user.set-password': async world => ({ ...(await newcomer(world)), password: 'a planted password' }),
  'user.verify': newcomer,
  'user.disable': newcomer,
  'user.enable': newcomer,
  'user.end-sessions': newcomer,
  'user.password-link': newcomer,
  'user.export': newcomer,
  'user.delete': newcomer,
  'report.hide': report,
  'report.unhide': report,
  'report.close': report,
  'report.reopen': report,
  'report.warn': async world => ({ ...(await report(world)), text: 'Do not ask for money in advance.' }),
  'report.unwarn': async world => {
    const fields = { ...(await report(world)), text: 'Do not.', reason: 'because' }
    return { warning_id: (await runAsCommandLine(world.server.ctx, 'report.warn', fields)).warning_id }
  },
  'payment.refund': payment,
  'payment.release': payment,
  'ledger.export': () => ({ first_day: '2025-10-01', last_day: '2025-10-02' }),
  'backup.make': () => ({}),
  'backup.download': () => ({ name: backupName }),
  'operator.create': () => {
    created += 1
    return { email: `operator${created}@example.com`, role: 'operator' }
  },
  'operator.link': newOperator,
  'operator.disable': newOperator,
  'operator.enable': newOperator,
}

/** Good values of the fields of each query. */
export const deskQueryCases: Readonly<Record<string, Prepare>> = {
  'user.find': () => ({ text: 'somchai' }),
  'report.list': () => ({}),
  'report.show': report,
  'user.show': ({ seeker }) => ({ user_id: seeker.user.id }),
  'user.sessions': ({ seeker }) => ({ user_id: seeker.user.id }),
  'gig.list': () => ({}),
  'gig.show': async ({ seeker, helper }) => ({ gig_id: (await payAccepted(seeker, helper)).gig.id }),
  'payment.stuck': () => ({ days: '0' }),
  'payment.find': async ({ seeker, helper }) => ({
    ref: (await payAccepted(seeker, helper)).transaction.transaction_ref,
  }),
  'ledger.day': () => ({}),
  'backup.list': () => ({}),
  'server.state': () => ({}),
  'audit.list': () => ({}),
  'operator.list': () => ({}),
}

/** A path of a query with its parameters filled; other fields become the query string. */
export const pathOfQuery = (path: string, fields: Record<string, unknown>): string => {
  const used = new Set<string>()
  const filled = path.replace(/:(\w+)/g, (_, name: string) => {
    used.add(name)
    return String(fields[name])
  })
  const rest = Object.entries(fields).filter(([name]) => !used.has(name))
  const query = new URLSearchParams(Object.fromEntries(rest.map(([name, value]) => [name, String(value)])))
  return rest.length > 0 ? `${filled}?${query}` : filled
}

export const backupName = 'chayenity-20251001T030000.tar.gz'

/** A server with a data folder, and a backup whose content is a text. */
export const startDeskServer = async (settings: Record<string, string> = {}): Promise<TestServer> => {
  const folder = makeFolder()
  const env = { ACCESS_TOKEN_MINUTES: '1440', DATA_DIR: join(folder.path, 'data'), ...settings }
  const server = await startTestServer({ env })
  addBackupJob(server, folder.path)
  const stop = async () => {
    await server.stop()
    folder.remove()
  }
  return { ...server, stop }
}

const addBackupJob = ({ ctx }: TestServer, folder: string): void => {
  const path = join(folder, backupName)
  writeFileSync(path, 'the content of a backup')
  const backup = { name: backupName, bytes: 23, atMs: ctx.clock.now(), isDamaged: false }
  ctx.upkeep.backupJob = {
    nextAtMs: () => ctx.clock.now() + 60_000,
    isRunning: () => false,
    run: async () => backup,
    list: () => [backup],
    pathOf: name => (name === backupName ? path : null),
  }
}
