import type { Context } from '../../context.ts'
import type { GigId } from '../../domain/ids.ts'
import type { Behaviour } from './behaviour.ts'
import { type BotOptions, BotRunner, type BotSettings } from './runner.ts'

interface BotsState extends BotSettings {
  isRunning: boolean
  bots: number
  sessions: number
}

/** Call domain services as requests do, wait on the context's clock, and draw choices from a seed. */
export class Bots {
  #runner: BotRunner | null = null
  #isRunning = false
  #settings: BotSettings = { behaviour: 'friendly', speed: 1 }

  constructor(
    private readonly ctx: Context,
    private readonly options: BotOptions,
  ) {}

  /** A setting that is left out stays. */
  async start({ behaviour, speed }: Partial<BotSettings> = {}): Promise<void> {
    this.#settings = {
      behaviour: behaviour ?? this.#settings.behaviour,
      speed: speed ?? this.#settings.speed,
    }
    this.#isRunning = true
    await this.#currentRunner().run(this.#settings)
  }

  stop(): void {
    this.#runner?.stop()
    this.#runner = null
    this.#isRunning = false
  }

  state(): BotsState {
    return {
      ...this.#settings,
      isRunning: this.#isRunning,
      bots: this.#runner?.botCount ?? 0,
      sessions: this.#runner?.sessionCount ?? 0,
    }
  }

  /**
   * Also while the bots do not run. A bot takes an open gig; a gig of a bot is taken only by a racer, which
   * has accepted it when the promise resolves.
   */
  assign(gigId: GigId, behaviour: Behaviour): Promise<void> {
    return this.#currentRunner().assign(gigId, behaviour)
  }

  #currentRunner(): BotRunner {
    this.#runner ??= new BotRunner(this.ctx, this.options)
    return this.#runner
  }
}
