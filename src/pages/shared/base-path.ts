/** The path below which the server is reached: empty, or that of PUBLIC_URL. A script is in a folder right below it. */
export const basePath = new URL('..', import.meta.url).pathname.replace(/\/$/, '')
