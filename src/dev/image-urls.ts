import { uuidPattern } from '../lib/ids.ts'

const imageOrigin = new RegExp(`https?://[^\\s"'<>/\\\\]+(?=/api/upload/${uuidPattern.slice(1, -1)})`, 'g')

/**
 * The base of the image URLs that example data and bots store, wherever the server listens, so that the same seed gives
 * the same rows. Each client gets its own base URL in place of it.
 */
export const storedBaseUrl = 'http://localhost:8000'

/**
 * Rewrites the origin of image URLs. Gigs and messages store the URL by which their author reached the server, but an
 * emulator, a phone and a browser reach it by different ones.
 * @param json the body or frame for a client
 * @param baseUrl how this client reaches the server
 */
export const rewriteImageUrls = (json: string, baseUrl: string): string => json.replace(imageOrigin, baseUrl)
