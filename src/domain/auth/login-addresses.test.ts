import { expect, test } from 'bun:test'
import { LoginAddresses } from './login-addresses.ts'

test('attempts from an address that has logged in before count apart, for that account alone (G12)', () => {
  const addresses = new LoginAddresses()
  addresses.remember('mali@example.com', '10.0.0.1')
  const clients = [
    addresses.clientOf('mali@example.com', '10.0.0.1'),
    addresses.clientOf('mali@example.com', '10.0.0.2'),
    addresses.clientOf('nok@example.com', '10.0.0.1'),
  ]
  expect(new Set(clients).size).toBe(3)
  expect(clients.slice(1)).toEqual([
    addresses.clientOf('mali@example.com', '10.0.0.3'),
    addresses.clientOf('nok@example.com', '10.0.0.4'),
  ])
})

test('the addresses of an account are forgotten with it, and no others', () => {
  const addresses = new LoginAddresses()
  const known = [
    ['mali@example.com', '10.0.0.1'],
    ['mali@example.com', '10.0.0.2'],
    ['a.mali@example.com', '10.0.0.1'],
    ['mali@example.com.au', '10.0.0.1'],
  ] as const
  for (const [email, address] of known) addresses.remember(email, address)
  addresses.forget('mali@example.com')
  const isKnown = known.map(
    ([email, address]) => addresses.clientOf(email, address) !== addresses.clientOf(email, 'elsewhere'),
  )
  expect(isKnown).toEqual([false, false, true, true])
  expect(addresses.bound.used()).toBe(2)
})
