import { afterAll, beforeAll, expect, test } from 'bun:test'
import { join } from 'node:path'
import { listenForCommands } from '../../src/cli/operator.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { makeFolder } from '../support/stores.ts'

/** What the log says of a command of the command line. */

let folder: ReturnType<typeof makeFolder>
let server: TestServer
let listener: { stop(): void }

beforeAll(async () => {
  folder = makeFolder()
  server = await startTestServer({ env: { DATA_DIR: folder.path } })
  listener = listenForCommands(() => server.ctx)
})
afterAll(async () => {
  listener.stop()
  await server.stop()
  folder.remove()
})

const give = async (task: string, fields: object): Promise<Record<string, unknown>> => {
  const body = JSON.stringify({ action: 'run', task, fields })
  await fetch('http://operator/', { unix: join(folder.path, '.operator.sock'), method: 'POST', body })
  const lines = server.logLines.filter(line => line.includes('operator command'))
  return JSON.parse(lines.at(-1) ?? '{}')
}

test('a command is logged with the id of what it is about or has created, and with nothing else of it', async () => {
  const created = await give('user.create', {
    email: 'planted@example.com',
    full_name: 'Planted',
    password: 'a planted password',
  })
  const { userId } = created
  expect(created).toMatchObject({ action: 'user.create', hasFailed: false, userId: expect.any(String) })
  const fields = { user_id: userId, reason: 'planted reason' }
  expect(await give('user.verify', fields)).toMatchObject({ userId, hasFailed: false })
  const report_id = '00000000-0000-7000-8000-000000000000'
  const failed = await give('report.hide', { report_id, reason: 'planted reason' })
  expect(failed).toMatchObject({ reportId: report_id, hasFailed: true })
  expect(server.logLines.join('').toLowerCase()).not.toContain('planted')
})
