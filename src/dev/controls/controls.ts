import { Elysia } from 'elysia'
import { castRoutes } from '../cast/routes.ts'
import type { Scene, Stage } from '../stage.ts'
import type { Switchboard } from '../switchboard.ts'
import { checkpointRoutes } from './checkpoints.ts'
import { clockRoutes } from './clock.ts'
import { errorRoutes } from './errors.ts'
import { hintRoutes } from './hints.ts'
import { loginAsRoutes } from './login-as.ts'
import { ruleRoutes } from './rules.ts'
import { socketRoutes } from './sockets.ts'
import { worldRoutes } from './worlds.ts'

/** The beginning of every control's path. */
export const controlsPath = '/api/_dev'

/** Everything that can be done to one world from outside. */
export const controlRoutes = (scene: Scene, stage: Stage, switchboard: Switchboard) =>
  new Elysia({ prefix: controlsPath, tags: ['dev'] })
    .use(checkpointRoutes(scene, stage))
    .use(worldRoutes(stage))
    .use(clockRoutes(scene.clock))
    .use(loginAsRoutes(scene.ctx))
    .use(castRoutes(scene.cast))
    .use(ruleRoutes(scene.rules))
    .use(socketRoutes(scene.name, switchboard))
    .use(errorRoutes())
    .use(hintRoutes(scene.coach))
