import { respondWithError, sampleErrorOf } from './controls/errors.ts'
import type { Preferences } from './preferences.ts'
import type { World } from './world.ts'

interface LostRequest {
  request: Request
  world: Pick<World, 'app'>
  server: Pick<Bun.Server<unknown>, 'timeout'>
  stopping: AbortSignal
}

export const loseResponse = async (
  { request, world, server, stopping }: LostRequest,
  { error, fault }: Preferences,
): Promise<Response> => {
  if (fault === 'hang') {
    server.timeout(request, 0)
    const ended = AbortSignal.any([request.signal, stopping])
    if (!ended.aborted)
      await new Promise<void>(resolve => ended.addEventListener('abort', () => resolve(), { once: true }))
  }
  if (fault || !error) return resetConnection()
  return respondWithError(world.app, request, sampleErrorOf(error))
}

/** A body that fails at once makes the server reset the connection. */
export const resetConnection = (): Response => {
  const response = new Response(new ReadableStream({ start: controller => controller.error() }))
  brokenResponses.add(response)
  return response
}

const brokenResponses = new WeakSet<Response>()

export const isBroken = (response: Response): boolean => brokenResponses.has(response)
