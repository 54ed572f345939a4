import { uuidPattern } from '../lib/ids.ts'

const pictureAddress = new RegExp(`https?://[^\\s"'<>/\\\\]+(?=/api/upload/${uuidPattern.slice(1, -1)})`, 'g')

/**
 * Pictures that people put into gigs and messages carry the address under which they reached the server. An emulator, a
 * phone and a browser each have another, so each is shown its own.
 * @param json what is sent to a client
 * @param baseUrl how this client reaches the server
 */
export const withOwnAddresses = (json: string, baseUrl: string): string =>
  json.replace(pictureAddress, baseUrl)
