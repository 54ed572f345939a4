import { networkInterfaces } from 'node:os'
import encodeQR from 'qr'

/** IPv4; null without a local network. */
export const findLanAddress = (): string | null => {
  const all = Object.values(networkInterfaces()).flatMap(addresses => addresses ?? [])
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? null
}

/** Half blocks suit a dark terminal; phones read the inverse too. */
const renderQrCode = (url: string): string[] => encodeQR(url, 'ascii', { border: 1 }).trimEnd().split('\n')

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
