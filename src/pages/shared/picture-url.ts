import { basePath } from './base-path.ts'

const uploadPath = /\/api\/upload\/([\w.-]+)$/

/**
 * The address of a picture in a width, by the way on which this page reaches the server; null for one of another
 * server, which a page does not load.
 */
export const pictureUrl = (url: string, width: number, base = basePath): string | null => {
  const name = URL.canParse(url) ? uploadPath.exec(new URL(url).pathname)?.[1] : undefined
  return name ? `${base}/api/upload/${name}?w=${width}` : null
}
