import { serverSettings } from '../app.ts'
import type { Config } from '../config.ts'
import type { Context } from '../context.ts'
import type { Clock } from '../lib/clock.ts'
import { seededRandom } from '../lib/random.ts'
import { Cast } from './cast/cast.ts'
import type { Temperament } from './cast/temperament.ts'
import { controlRoutes } from './controls/controls.ts'
import { createFrontDoor } from './front-door.ts'
import { Stage } from './stage.ts'
import { Switchboard } from './switchboard.ts'

interface StageWish {
  config: Config
  /** Opens the data folder. */
  open(clock: Clock): Context
  /** Fills the main world, where it is empty. */
  fill(ctx: Context): Promise<void>
  /** Everything that is drawn by chance comes from it. */
  seed: number
  /** How the simulated people of the main world are; null: there are none until somebody asks for them. */
  cast: Temperament | 'mixed' | null
}

interface Listening {
  port: number
  hostname: string
  tls?: { cert: string; key: string }
}

/** Opens a server for development: worlds behind one port, which can be controlled from outside. */
export const openStage = async ({ config, open, fill, seed, cast }: StageWish) => {
  const random = seededRandom(seed)
  const baseUrl = config.publicUrl ?? `http://localhost:${config.port || 8000}`
  const switchboard = new Switchboard(random)
  const stopping = new AbortController()
  const stage = await Stage.open({
    config,
    openMain: open,
    fill,
    castOf: ctx => new Cast(ctx, { seed, baseUrl }),
    controlsOf: (scene, of) => controlRoutes(scene, of, switchboard),
    switchboard,
  })
  if (cast) await stage.main.cast.start({ temperament: cast })
  return {
    ctx: () => stage.main.ctx,
    listen: (at: Listening): Bun.Server<unknown> => {
      const server = Bun.serve({
        ...serverSettings(stage.main.ctx),
        ...at,
        fetch: createFrontDoor(stage, random, stopping.signal),
        websocket: switchboard.handler,
      })
      switchboard.attach(server)
      stage.attach()
      return server
    },
    disconnectAll: () => {
      stopping.abort()
      switchboard.endAll('SERVER_STOPPING')
    },
    close: () => stage.close(),
  }
}
