import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { existsSync, statSync } from 'node:fs'
import { Client, refusalIn } from '../support/client.ts'
import { ask, command } from '../support/desk.ts'
import { payAccepted } from '../support/payments.ts'
import { joinAfresh } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { makeFolder } from '../support/stores.ts'
import { unzip } from '../support/unzip.ts'

/** What an operator does with people. Each command leaves one line in the audit. */

let folder: ReturnType<typeof makeFolder>
let server: TestServer

beforeAll(async () => {
  folder = makeFolder()
  server = await startTestServer({ env: { DATA_DIR: folder.path, PUBLIC_URL: 'https://chayenity.example' } })
})
afterAll(async () => {
  await server.stop()
  folder.remove()
})

interface Found {
  users: { id: string; email: string; deleted_at: string | null }[]
}

describe('an operator', () => {
  test('finds people by id, e-mail and name, and shows one', async () => {
    const mali = await joinAfresh(server, 'Mali Findable')
    for (const text of [mali.user.id, mali.user.email.toUpperCase(), 'findABLE'])
      expect((await ask<Found>(server, 'user.find', { text })).users.map(({ id }) => id)).toEqual([
        mali.user.id,
      ])
    const { email } = await ask<{ email: string }>(server, 'user.show', { user_id: mali.user.id })
    expect(email).toBe(mali.user.email)
    const nobody = ask(server, 'user.show', { user_id: crypto.randomUUID() })
    await expect(nobody).rejects.toMatchObject({ code: 'RESOURCE_NOT_FOUND' })
  })

  test('makes a link with which the person chooses a new password', async () => {
    const mali = await joinAfresh(server, 'Mali')
    const { url } = await command<{ url: string }>(server, 'user.password-link', { user_id: mali.user.id })
    expect(url).toStartWith('https://chayenity.example/reset#token=')
    const token = url.split('#token=')[1]
    const answer = await new Client(server.url).post('/api/auth/reset', {
      token,
      new_password: 'a new passphrase',
    })
    expect(answer.status).toBe(200)
    expect((await fetch(`${server.url}/reset`)).status).toBe(200)
  })

  test('exports the data of a person into a file for the owner of the server alone', async () => {
    const mali = await joinAfresh(server, 'Mali')
    const { file } = await command<{ file: string }>(server, 'user.export', { user_id: mali.user.id })
    expect(unzip(await Bun.file(file).bytes()).map(({ name }) => name)).toContain('account.json')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    await command(server, 'user.delete', { user_id: mali.user.id, reason: 'They asked for it.' })
    expect(existsSync(file)).toBeFalse()
  })

  test('deletes a person with a reason, unless money is held', async () => {
    const [somchai, mali] = [await joinAfresh(server, 'Somchai'), await joinAfresh(server, 'Mali')]
    const { transaction } = await payAccepted(somchai, mali)
    const remove = (reason?: string) => command(server, 'user.delete', { user_id: mali.user.id, reason })
    await expect(remove()).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
    await expect(remove('Fraud.')).rejects.toMatchObject({ code: 'MONEY_HELD' })
    await somchai.client.put(`/api/transactions/${transaction.id}/cancel`)
    expect(await remove('Fraud.')).toMatchObject({ backups: expect.stringContaining('Backups') })
    expect(refusalIn(await mali.client.get('/api/users/me'))).toEqual([401, 'INVALID_TOKEN'])
    await expect(remove('Fraud.')).rejects.toMatchObject({ code: 'RESOURCE_NOT_FOUND' })
  })
})
