import type { Endpoint } from '../../http/endpoint.ts'
import type { SocketProxy } from '../socket-proxy.ts'
import type { TrafficFeed } from '../traffic-feed.ts'
import type { WorldContext } from '../world.ts'
import type { Worlds } from '../worlds.ts'
import { botControls } from './bots.ts'
import { checkpointControls } from './checkpoints.ts'
import { cityControls } from './city.ts'
import { clockControls } from './clock.ts'
import { errorControls } from './errors.ts'
import { gigHistoryControls } from './gig-history.ts'
import { hintControls } from './hints.ts'
import { logControls } from './log.ts'
import { loginAsControls } from './login-as.ts'
import { personaControls } from './personas.ts'
import { ruleControls } from './rules.ts'
import { socketControls } from './sockets.ts'
import { worldControls } from './worlds.ts'

interface Surroundings {
  worlds: Worlds
  socketProxy: SocketProxy
  feed: TrafficFeed
}

export const controlsOf = (world: WorldContext, { worlds, socketProxy, feed }: Surroundings): Endpoint[] => [
  ...checkpointControls(world, worlds),
  ...worldControls(world, worlds),
  ...clockControls(world.clock),
  ...loginAsControls(world.ctx),
  ...personaControls(world.ctx),
  ...botControls(world.bots),
  ...ruleControls(world),
  ...socketControls(world.name, socketProxy),
  ...errorControls(),
  ...hintControls(world.hints),
  ...cityControls(world),
  ...gigHistoryControls(world),
  ...logControls(world.traffic, worlds, feed),
]
