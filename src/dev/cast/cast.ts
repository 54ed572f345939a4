import type { Context } from '../../context.ts'
import type { GigId } from '../../domain/ids.ts'
import { type CastOptions, type CastWish, Play } from './play.ts'
import type { Temperament } from './temperament.ts'

export interface CastState extends CastWish {
  isRunning: boolean
  /** How many simulated people there are. */
  members: number
  /** How many gigs they have to do with at the moment. */
  engagements: number
}

/**
 * Simulated people who take part in a world like everybody else, through the same services. They act only for
 * themselves, on the clock of the context, and what they choose follows from the seed.
 */
export class Cast {
  #play: Play | null = null
  #isRunning = false
  #wish: CastWish = { temperament: 'friendly', speed: 1 }

  constructor(
    private readonly ctx: Context,
    private readonly options: CastOptions,
  ) {}

  /** Begins, or goes on with another wish; what is left out of it stays. Kept when the people are there. */
  async start({ temperament, speed }: Partial<CastWish> = {}): Promise<void> {
    this.#wish = { temperament: temperament ?? this.#wish.temperament, speed: speed ?? this.#wish.speed }
    this.#isRunning = true
    await this.#playOfNow().perform(this.#wish)
  }

  /** They drop whatever they do and wait for. */
  stop(): void {
    this.#play?.end()
    this.#play = null
    this.#isRunning = false
  }

  state(): CastState {
    return {
      ...this.#wish,
      isRunning: this.#isRunning,
      members: this.#play?.memberCount ?? 0,
      engagements: this.#play?.engagementCount ?? 0,
    }
  }

  /**
   * Has a gig treated in the way of a temperament, also by a cast that does not run: one that is open is taken, a
   * simulated seeker's only by a racer, and by that one before the promise is kept.
   */
  assign(gigId: GigId, temperament: Temperament): Promise<void> {
    return this.#playOfNow().assign(gigId, temperament)
  }

  #playOfNow(): Play {
    this.#play ??= new Play(this.ctx, this.options)
    return this.#play
  }
}
