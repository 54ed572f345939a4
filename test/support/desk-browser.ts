import type { Context } from '../../src/context.ts'
import { commandLine } from '../../src/domain/operators/command.ts'
import { pathOfCommand } from '../../src/domain/operators/endpoints.ts'
import type { OperatorRole } from '../../src/domain/operators/operator.ts'
import { findOperatorTask } from '../../src/domain/operators/registry.ts'
import { codeOf, fromBase32, stepAt } from '../../src/domain/operators/totp.ts'
import { isJsonObject } from '../../src/lib/json.ts'

export const deskPassword = 'a password of the desk'

/** Runs a command or a query as the command line does. */
export const runAsCommandLine = async (
  ctx: Context,
  name: string,
  fields: Record<string, unknown> = {},
): Promise<Record<string, unknown>> => {
  const task = findOperatorTask(name)
  if (!task) throw new Error(`There is no ${name}.`)
  return objectOf(await task.execute({ ctx, downloads: null }, commandLine, fields))
}

const objectOf = (text: string): Record<string, unknown> => {
  const value: unknown = JSON.parse(text)
  if (!isJsonObject(value)) throw new Error('It is no object.')
  return value
}

/** The token of a new link of a new operator. */
export const newLinkFor = async (ctx: Context, email: string, role: OperatorRole): Promise<string> => {
  const { url } = await runAsCommandLine(ctx, 'operator.create', { email, role })
  return String(url).split('#link=')[1] ?? ''
}

interface DeskServer {
  url: string
  ctx: Context
}

interface DeskRequest {
  body?: unknown
  headers?: Record<string, string>
}

/** A browser at the desk: it keeps the cookie and sends the CSRF token. */
export class DeskBrowser {
  cookie = ''
  /** Keeps that of the device too, which proves that it has logged in before. */
  device = ''
  csrfToken = ''
  secret = ''

  constructor(
    readonly server: DeskServer,
    readonly email: string,
  ) {}

  async send(method: string, path: string, { body, headers = {} }: DeskRequest = {}): Promise<Response> {
    const response = await fetch(`${this.server.url}/api/_ops${path}`, {
      method,
      headers: {
        ...(this.cookie + this.device && { cookie: [this.cookie, this.device].filter(Boolean).join('; ') }),
        ...(this.csrfToken && { 'x-csrf-token': this.csrfToken }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';')
      if (pair.startsWith('__Host-chayenity-ops-device=')) this.device = pair
      else this.cookie = pair
    }
    return response
  }

  /** A successful request. */
  async ask(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
    const response = await this.send(method, path, { body })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path} gave ${response.status}: ${text}`)
    return text === '' ? {} : objectOf(text)
  }

  command(name: string, fields: Record<string, unknown> = {}): Promise<Response> {
    return this.send('POST', pathOfCommand(name), { body: { operator_password: deskPassword, ...fields } })
  }

  /** The code that the authenticator shows, or that of another step. */
  code(steps = 0): string {
    return codeOf(fromBase32(this.secret), stepAt(this.server.ctx.clock.now()) + steps)
  }

  async useLink(link: string): Promise<void> {
    this.secret = String((await this.ask('POST', '/link', { link })).secret)
    const session = await this.ask('POST', '/link/use', { link, password: deskPassword, code: this.code() })
    this.csrfToken = String(session.csrf_token)
  }

  /** With a code that was not used before. */
  async logIn(steps = 1): Promise<void> {
    const { email } = this
    const session = await this.ask('POST', '/login', {
      email,
      password: deskPassword,
      code: this.code(steps),
    })
    this.csrfToken = String(session.csrf_token)
  }
}

/** An operator who has used the link and is logged in. */
export const openDesk = async (
  server: DeskServer,
  role: OperatorRole = 'operator',
  email = `${role}@example.com`,
): Promise<DeskBrowser> => {
  const browser = new DeskBrowser(server, email)
  await browser.useLink(await newLinkFor(server.ctx, email, role))
  return browser
}
