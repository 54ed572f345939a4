import { Elysia } from 'elysia'
import type { Context } from '../../context.ts'
import type { GigId } from '../../domain/gigs/store.ts'

export const temperaments = ['friendly', 'ghost'] as const
export type Temperament = (typeof temperaments)[number]
export const isTemperament = (text: string): text is Temperament => temperaments.some(one => one === text)

export interface CastState {
  isRunning: boolean
  temperament: Temperament | 'mixed'
  speed: number
  members: number
}

/** Stands in until the people are there. */
export class Cast {
  constructor(
    readonly ctx: Context,
    readonly options: { seed: number; baseUrl: string | null },
  ) {}
  start(_wish?: { temperament?: Temperament | 'mixed'; speed?: number }): void {}
  stop(): void {}
  state(): CastState {
    return { isRunning: false, temperament: 'friendly', speed: 1, members: 0 }
  }
  assign(_gigId: GigId, _temperament: Temperament): void {}
}

export const castRoutes = (_cast: Cast) => new Elysia()
