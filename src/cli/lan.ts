import { networkInterfaces } from 'node:os'
import encodeQR from 'qr'

/** The address of this machine in its local network (IPv4), or null where it is in none. */
export const findLanAddress = (): string | null => {
  const all = Object.values(networkInterfaces()).flatMap(addresses => addresses ?? [])
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? null
}

/** A QR code in half blocks. It is right on a dark terminal; phones read the inverse too. */
const renderQrCode = (url: string): string[] => encodeQR(url, 'ascii', { border: 1 }).trimEnd().split('\n')

/** The base URLs by which each kind of client reaches the server, and a QR code that opens the app on a phone. */
export const lanLines = (scheme: string, port: number | undefined, address: string | null): string[] => {
  const base = (host: string) => `${scheme}://${host}:${port}/api`
  const lanHost = address ?? 'this-machine'
  return [
    'Base URL for',
    `  the web, on this machine    ${base('localhost')}`,
    `  an iOS simulator            ${base('localhost')}`,
    `  an Android emulator         ${base('10.0.2.2')}`,
    `  phones in this network      ${base(lanHost)}`,
    '',
    ...(address === null
      ? ['This machine is in no network that phones could share.']
      : [`${scheme}://${address}:${port}/app`, '', ...renderQrCode(`${scheme}://${address}:${port}/app`)]),
    'Everybody in this network can use the server, development controls included.',
  ]
}
