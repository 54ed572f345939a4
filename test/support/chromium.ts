import { existsSync } from 'node:fs'

const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** The browser that the tests drive: the one that CHROMIUM names, else one where systems usually have it. */
export const findChromium = (): string | null => {
  const named = process.env.CHROMIUM
  return [...(named ? [named] : []), ...usualPlaces].find(path => existsSync(path)) ?? null
}

/** Quiet and without a network of its own: every connection to anywhere but this machine would be refused. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
