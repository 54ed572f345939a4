/** Empty, or the path of PUBLIC_URL. A script is in a folder right below it. */
export const basePath = new URL('..', import.meta.url).pathname.replace(/\/$/, '')
