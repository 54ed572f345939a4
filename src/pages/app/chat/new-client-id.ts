/** An id of a message that nobody else has. On a plain LAN address a browser has no randomUUID. */
export const newClientId = (): string => {
  if (crypto.randomUUID) return crypto.randomUUID()
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}
