import { Memoirist } from 'memoirist'
import { AppError } from '../errors.ts'
import { notesOf, type OperationNotes } from './operation.ts'

interface Route {
  method: string
  path: string
  hooks: { detail?: Record<string, unknown> }
}

/** Pages and the like: open to everybody and never counted. */
const openToAll: OperationNotes = {
  access: 'anyone',
  rateClass: 'none',
  errors: [],
  takesBody: false,
  example: undefined,
  takesFile: false,
  headers: [],
  takesIdempotencyKey: false,
}

/** Knows every path with its methods, so that a request can be judged before its body is read. */
export class RouteTable {
  readonly #paths = new Memoirist<Map<string, OperationNotes>>()

  constructor(routes: readonly Route[]) {
    const methodsOf = new Map<string, Map<string, OperationNotes>>()
    for (const route of routes) {
      if (route.method === 'OPTIONS') continue
      const path = withoutTrailingSlash(route.path)
      const methods = methodsOf.get(path) ?? new Map<string, OperationNotes>()
      methods.set(route.method === 'WS' ? 'GET' : route.method, notesOf(route) ?? openToAll)
      methodsOf.set(path, methods)
    }
    for (const [path, methods] of methodsOf) this.#paths.add('', path, methods)
  }

  /**
   * The operation that answers a request; HEAD is answered like GET.
   * @returns an AppError RESOURCE_NOT_FOUND or METHOD_NOT_ALLOWED where there is none
   */
  find(method: string, path: string): OperationNotes | AppError {
    const methods = this.#paths.find('', withoutTrailingSlash(path))?.store
    if (!methods) return new AppError('RESOURCE_NOT_FOUND', 'There is nothing at this address.')
    const found = methods.get(method === 'HEAD' ? 'GET' : method)
    if (found) return found
    const allowed = [...methods.keys()].flatMap(known => (known === 'GET' ? ['GET', 'HEAD'] : [known]))
    return new AppError('METHOD_NOT_ALLOWED', undefined, { allow: allowed.join(', ') })
  }
}

const withoutTrailingSlash = (path: string) =>
  path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
