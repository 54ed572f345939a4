/** Lets everything else that is ready come first: requests, timers, answers of threads. */
export const nextTurn = (): Promise<void> => new Promise(resolve => setImmediate(resolve))
