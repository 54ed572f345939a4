import { describe, expect, test } from 'bun:test'
import { KindGuard, type TSchema } from '@sinclair/typebox'
import { roomEvents } from '../../src/domain/chat/events.ts'
import { notificationEvents } from '../../src/domain/notifications/events.ts'
import { commonEvents } from '../../src/realtime/common-events.ts'
import type { EventDeclaration } from '../../src/realtime/events.ts'
import { createEncoder } from '../../src/schema/encode.ts'

const modulePaths = [...new Bun.Glob('src/domain/*/{model,views}.ts').scanSync('.')].sort()

const events: readonly EventDeclaration[] = [
  ...roomEvents,
  ...commonEvents,
  ...Object.values(notificationEvents),
]

/** Every response schema of the domains and every event of the sockets, by name. */
const views = new Map<string, TSchema>(events.map(({ type, dataSchema }) => [type, dataSchema]))

for (const path of modulePaths) {
  const exported: Record<string, unknown> = await import(`../../${path}`)
  for (const [name, value] of Object.entries(exported))
    if (name.endsWith('View') && KindGuard.IsSchema(value)) views.set(name, value)
}

/** The name of every field that is a number, with what the document declares it as. */
const numbersIn = (schema: TSchema, name: string): [string, string][] => {
  if (Array.isArray(schema.anyOf)) return schema.anyOf.flatMap((member: TSchema) => numbersIn(member, name))
  if (schema.items) return numbersIn(schema.items, name)
  if (schema.properties)
    return Object.entries<TSchema>(schema.properties).flatMap(([field, member]) => numbersIn(member, field))
  const types: unknown[] = [schema.type].flat()
  if (types.includes('integer')) return [[name, 'integer']]
  return types.includes('number') ? [[name, String(schema.format)]] : []
}

describe('the views', () => {
  test.each([...views.keys()])('%s can be written as JSON text', name => {
    const schema = views.get(name)
    expect(schema && createEncoder(schema)).toBeFunction()
  })

  test('are found in every domain', () => {
    expect(modulePaths).toHaveLength(14)
    expect(views.size).toBeGreaterThanOrEqual(40)
  })

  test('declare money, ratings, rates, distances and coordinates as doubles and everything else as integers (G4)', () => {
    const declared = [...views].flatMap(([name, schema]) => numbersIn(schema, name))
    const namesOf = (form: string) =>
      [...new Set(declared.filter(([, found]) => found === form).map(([name]) => name))].sort()
    expect(namesOf('double')).toEqual([
      'amount',
      'average_rating',
      'base_amount',
      'budget',
      'coordinates',
      'distance_km',
      'latitude',
      'longitude',
      'net_amount',
      'reputation_score',
      'service_fee',
      'service_fee_amount',
      'service_fee_rate',
      'total_amount_paid',
      'total_amount_received',
      'total_paid',
      'total_received',
    ])
    expect(namesOf('integer')).toEqual([
      '1',
      '2',
      '3',
      '4',
      '5',
      'completed_transactions',
      'count',
      'duration_hours',
      'expires_in_minutes',
      'file_size',
      'height',
      'pending_transactions',
      'rating',
      'retry_after_seconds',
      'seq',
      'total_count',
      'total_reviews',
      'total_transactions',
      'unread_count',
      'updated_count',
      'width',
    ])
    expect(declared.filter(([, form]) => form !== 'double' && form !== 'integer')).toEqual([])
  })
})
