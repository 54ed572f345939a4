import { basePath } from '../shared/base-path.ts'

/** Over HTTPS and on this machine alone. A phone in the console is no app of its own. */
export const keepForOffline = (): void => {
  if (!isSecureContext || window !== window.top || !('serviceWorker' in navigator)) return
  navigator.serviceWorker
    .register(`${basePath}/app-worker.js`, { scope: `${basePath}/app` })
    // A certificate that the user has accepted by hand is not good enough for a worker.
    .catch(() => {})
}
