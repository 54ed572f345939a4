import { type Command, InvalidArgumentError, Option } from 'commander'

type Environment = Record<string, string | undefined>

export const addPortOption = (
  command: Command,
  description = 'listen on this port; 0 takes a free one',
): Command => command.addOption(new Option('--port <number>', description).argParser(parsePort))

const parsePort = (text: string): number => {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (port <= 65_535) return port
  throw new InvalidArgumentError('It must be a whole number from 0 to 65535.')
}

/** The option wins over the setting PORT. */
export const withPort = (environment: Environment, port: number | undefined): Environment =>
  port === undefined ? environment : { ...environment, PORT: String(port) }
