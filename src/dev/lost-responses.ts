import { respondWithError, sampleErrorOf } from './controls/errors.ts'
import type { Preferences } from './preferences.ts'
import type { World } from './world.ts'

interface LostRequest {
  request: Request
  world: Pick<World, 'app'>
  server: Pick<Bun.Server<unknown>, 'timeout'>
  /** Aborted when the server stops, which ends hanging requests. */
  stopping: AbortSignal
}

/** The error or the broken connection that the client gets instead of the response. */
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

/** A body that fails at once makes the server reset the connection before it sends anything. */
export const resetConnection = (): Response => {
  const response = new Response(new ReadableStream({ start: controller => controller.error() }))
  brokenResponses.add(response)
  return response
}

const brokenResponses = new WeakSet<Response>()

/** Whether a response reaches nobody. */
export const isBroken = (response: Response): boolean => brokenResponses.has(response)
