import { uuidPattern } from '../lib/ids.ts'

const imageOrigin = new RegExp(`https?://[^\\s"'<>/\\\\]+(?=/api/upload/${uuidPattern.slice(1, -1)})`, 'g')

/** Constant, so that the same seed gives the same rows. Clients get their own base URL. */
export const storedBaseUrl = 'http://localhost:8000'

/** An emulator, a phone and a browser reach the server by different origins. @param json the body or frame */
export const rewriteImageUrls = (json: string, baseUrl: string): string => json.replace(imageOrigin, baseUrl)
