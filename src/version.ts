import { version } from '../package.json' with { type: 'json' }

/** The version of the server; the build script adds the commit. The API has a version of its own, in its document. */
export const serverVersion = version
