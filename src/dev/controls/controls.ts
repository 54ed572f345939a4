import { Elysia } from 'elysia'
import type { SocketProxy } from '../socket-proxy.ts'
import type { WorldContext, Worlds } from '../worlds.ts'
import { botRoutes } from './bots.ts'
import { checkpointRoutes } from './checkpoints.ts'
import { clockRoutes } from './clock.ts'
import { errorRoutes } from './errors.ts'
import { hintRoutes } from './hints.ts'
import { loginAsRoutes } from './login-as.ts'
import { ruleRoutes } from './rules.ts'
import { socketRoutes } from './sockets.ts'
import { worldRoutes } from './worlds.ts'

/** The prefix of the path of every control. */
export const controlsPath = '/api/_dev'

/** The routes that control one world. */
export const controlRoutes = (world: WorldContext, worlds: Worlds, socketProxy: SocketProxy) =>
  new Elysia({ prefix: controlsPath, tags: ['dev'] })
    .use(checkpointRoutes(world, worlds))
    .use(worldRoutes(worlds))
    .use(clockRoutes(world.clock))
    .use(loginAsRoutes(world.ctx))
    .use(botRoutes(world.bots))
    .use(ruleRoutes(world.rules))
    .use(socketRoutes(world.name, socketProxy))
    .use(errorRoutes())
    .use(hintRoutes(world.hints))
