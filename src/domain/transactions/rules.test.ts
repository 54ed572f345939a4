import { describe, expect, test } from 'bun:test'
import { wholeSatang } from '../../lib/money.ts'
import { seededRandom } from '../../lib/random.ts'
import { toTimestamp } from '../../lib/timestamp.ts'
import { refHourOf, serviceFeeOf, transactionRefOf } from './rules.ts'

const exactFee = (satang: bigint): bigint => {
  const thousandths = satang * 50n
  const whole = thousandths / 1000n
  return thousandths % 1000n >= 500n ? whole + 1n : whole
}

const expectExact = (satang: number) =>
  expect([satang, BigInt(serviceFeeOf(wholeSatang(satang)))]).toEqual([satang, exactFee(BigInt(satang))])

describe('the service fee (G4)', () => {
  test('is 5 % rounded half up for every amount from 0.01 to 200.00 baht', () => {
    for (let satang = 1; satang <= 20_000; satang += 1) expectExact(satang)
  })

  test('is 5 % rounded half up for 10 000 random amounts up to the greatest budget', () => {
    const random = seededRandom(5)
    for (let round = 0; round < 10_000; round += 1) expectExact(random.whole(1, 1_000_000_000))
  })

  test('rounds half a satang up and less than half down', () => {
    const feeOf = (satang: number): number => serviceFeeOf(wholeSatang(satang))
    expect([9, 10, 11, 29, 30, 31, 49, 50].map(feeOf)).toEqual([0, 1, 1, 1, 2, 2, 2, 3])
  })
})

test('a reference has at least three digits behind the UTC hour, and more when an hour needs them (P2)', () => {
  const refHour = refHourOf(toTimestamp(Date.UTC(2025, 9, 1, 15, 59, 59, 999)))
  const refs = [1, 12, 999, 1000, 12_345].map(refNumber => transactionRefOf({ refHour, refNumber }))
  expect(refs).toEqual([
    'TXN-2025100115001',
    'TXN-2025100115012',
    'TXN-2025100115999',
    'TXN-20251001151000',
    'TXN-202510011512345',
  ])
})
