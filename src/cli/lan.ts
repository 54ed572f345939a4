import { networkInterfaces } from 'node:os'
import encodeQR from 'qr'

/** The address of this machine in its local network (IPv4), or null where it is in none. */
export const findLanAddress = (): string | null => {
  const all = Object.values(networkInterfaces()).flatMap(addresses => addresses ?? [])
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? null
}

/** For a phone's camera, in half blocks; right on a dark terminal, and phones read it turned round too. */
const codeOf = (url: string): string[] => encodeQR(url, 'ascii', { border: 1 }).trimEnd().split('\n')

/** How each kind of client reaches a server that listens on the network, and a code for phones. */
export const lanLines = (scheme: string, port: number | undefined, address: string | null): string[] => {
  const base = (host: string) => `${scheme}://${host}:${port}/api`
  const away = address ?? 'this-machine'
  return [
    'Base URL for',
    `  the web, on this machine    ${base('localhost')}`,
    `  an iOS simulator            ${base('localhost')}`,
    `  an Android emulator         ${base('10.0.2.2')}`,
    `  phones in this network      ${base(away)}`,
    '',
    ...(address === null
      ? ['This machine is in no network that phones could be in.']
      : [`${scheme}://${address}:${port}/docs`, '', ...codeOf(`${scheme}://${address}:${port}/docs`)]),
    'Everybody in this network can use the server, its controls included.',
  ]
}
