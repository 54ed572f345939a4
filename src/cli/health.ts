import { type Config, readConfig } from '../config.ts'
import { addressesOf, urlOf } from './listen.ts'
import { print } from './output.ts'
import { withPort } from './port-option.ts'
import { UsageError } from './usage-error.ts'

/** Every address of the machine, by the one that a client on it connects to. */
const localNames: Record<string, string> = { '0.0.0.0': '127.0.0.1', '::': '::1' }

export const localUrlOf = (config: Pick<Config, 'host' | 'port' | 'tlsCert'>): string => {
  const [address = ''] = addressesOf(config)
  return urlOf(config.tlsCert ? 'https' : 'http', localNames[address] ?? address, config.port)
}

/** Sends a GET to the server on this machine, whose certificate has another name. @throws when nobody answers in time */
export const getLocally = (config: Config, path: string, timeoutMs = 4000): Promise<Response> =>
  fetch(`${localUrlOf(config)}${path}`, {
    signal: AbortSignal.timeout(timeoutMs),
    redirect: 'manual',
    tls: { rejectUnauthorized: false },
  })

/** Asks the running server whether it works, as a container's health check does. @throws UsageError when it does not */
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
