import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { Store } from '../../src/storage/store.ts'
import { makeCommand, makeFolder, makeGig, makeUser, makeWrite, openStore } from '../support/stores.ts'

/** The unit of work remembers whom it may not write for. */

let folder: ReturnType<typeof makeFolder>
let store: Store
beforeEach(() => {
  folder = makeFolder()
  store = openStore(folder.path)
})
afterEach(async () => {
  await store.close()
  folder.remove()
})

const register = async () => {
  const user = makeUser()
  await store.users.register(makeWrite(), user, 'a hash')
  return user
}
const post = (user: ReturnType<typeof makeUser>) => store.gigs.post(makeCommand(user), makeGig(user))

describe('a write of somebody', () => {
  test('is rejected after the deletion of the person, and after another start', async () => {
    const user = await register()
    await store.users.delete(makeWrite(), user.id, () => {})
    await expect(post(user)).rejects.toMatchObject({ code: 'INVALID_TOKEN' })
    await store.close()
    store = openStore(folder.path)
    await expect(post(user)).rejects.toMatchObject({ code: 'INVALID_TOKEN' })
  })

  test('succeeds after a deletion that was rolled back', async () => {
    const user = await register()
    const respond = () => {
      throw new Error('The response cannot be stored.')
    }
    const idempotency = { scope: user.id, key: 'k', fingerprint: '', expiredBefore: makeWrite().now, respond }
    await expect(store.users.delete({ ...makeWrite(), idempotency }, user.id, () => {})).rejects.toThrow(
      'The response cannot be stored.',
    )
    expect((await post(user)).seekerId).toBe(user.id)
  })
})
