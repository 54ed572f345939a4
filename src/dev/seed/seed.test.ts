import { afterEach, beforeEach, expect, test } from 'bun:test'
import { readConfig } from '../../config.ts'
import { type Context, createContext, disposeContext } from '../../context.ts'
import { openAccount } from '../../domain/auth/service.ts'
import { createLog } from '../../lib/log.ts'
import { demoPasswordHash, newcomerKey, personas } from './personas.ts'
import { seedOnce } from './seed.ts'

let ctx: Context
beforeEach(() => {
  ctx = createContext(readConfig({ DATA_DIR: ':memory:' }, 'demo'), { log: createLog('silent') })
})
afterEach(() => disposeContext(ctx))

const options = { seed: 1, city: 'bangkok', users: 5, gigs: 1 } as const

const addPersona = async (key: string) => {
  const persona = personas.find(one => one.key === key)
  if (!persona) throw new Error('There is no such persona.')
  const { email, fullName, contactInfo } = persona
  await openAccount(ctx, { email, fullName, contactInfo }, demoPasswordHash)
}

test('example data is not made where the newcomer, who comes last, is there', async () => {
  await addPersona('somchai')
  await addPersona(newcomerKey)
  expect(await seedOnce(ctx, options, () => {})).toBe(false)
  expect(await ctx.store.users.listAll()).toHaveLength(2)
})

test('example data that was interrupted is not continued, and the error says what to do', async () => {
  await addPersona('somchai')
  await expect(seedOnce(ctx, options, () => {})).rejects.toThrow(
    'The example data in ":memory:" is incomplete: making it was interrupted. Add --fresh to delete it and start again, or set DATA_DIR to another folder.',
  )
  expect(await ctx.store.users.listAll()).toHaveLength(1)
})
