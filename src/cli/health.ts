import { type Config, readConfig } from '../config.ts'
import { addressesOf, urlOf } from './listen.ts'
import { print } from './output.ts'
import { withPort } from './port-option.ts'
import { UsageError } from './usage-error.ts'

/** Addresses that stand for all, by the one that a client on this machine connects to. */
const localNames: Record<string, string> = { '0.0.0.0': '127.0.0.1', '::': '::1' }

export const localUrlOf = (config: Pick<Config, 'host' | 'port' | 'tlsCert'>): string => {
  const [address = ''] = addressesOf(config)
  return urlOf(config.tlsCert ? 'https' : 'http', localNames[address] ?? address, config.port)
}

/** The certificate has another name. @throws when nobody answers in time */
export const getLocally = (config: Config, path: string, timeoutMs = 4000): Promise<Response> =>
  fetch(`${localUrlOf(config)}${path}`, {
    signal: AbortSignal.timeout(timeoutMs),
    redirect: 'manual',
    tls: { rejectUnauthorized: false },
  })

/** @throws UsageError when the server does not work */
export const health = async (port: number | undefined): Promise<void> => {
  const config = readConfig(withPort(process.env, port), 'production')
  const { status, text } = await getLocally(config, '/health').then(
    async response => ({ status: response.status, text: await response.text() }),
    () => {
      throw new UsageError(`No server answers at ${localUrlOf(config)}.`)
    },
  )
  if (status !== 200) throw new UsageError(`The server at ${localUrlOf(config)} is unhealthy (${status}).`)
  print(text)
}
