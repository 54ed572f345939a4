import type { Endpoint } from '../../http/endpoint.ts'
import type { SocketProxy } from '../socket-proxy.ts'
import type { WorldContext } from '../world.ts'
import type { Worlds } from '../worlds.ts'
import { botControls } from './bots.ts'
import { checkpointControls } from './checkpoints.ts'
import { clockControls } from './clock.ts'
import { errorControls } from './errors.ts'
import { hintControls } from './hints.ts'
import { loginAsControls } from './login-as.ts'
import { ruleControls } from './rules.ts'
import { socketControls } from './sockets.ts'
import { worldControls } from './worlds.ts'

/** The endpoints that control one world. */
export const controlsOf = (world: WorldContext, worlds: Worlds, socketProxy: SocketProxy): Endpoint[] => [
  ...checkpointControls(world, worlds),
  ...worldControls(world, worlds),
  ...clockControls(world.clock),
  ...loginAsControls(world.ctx),
  ...botControls(world.bots),
  ...ruleControls(world.rules),
  ...socketControls(world.name, socketProxy),
  ...errorControls(),
  ...hintControls(world.hints),
]
