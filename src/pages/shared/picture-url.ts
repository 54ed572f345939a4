import { basePath } from './base-path.ts'

const uploadPath = /\/api\/upload\/([\w.-]+)$/

/** Below the path of this page; null for another server, from which a page loads nothing. */
export const pictureUrl = (url: string, width: number, base = basePath): string | null => {
  const name = URL.canParse(url) ? uploadPath.exec(new URL(url).pathname)?.[1] : undefined
  return name ? `${base}/api/upload/${name}?w=${width}` : null
}
