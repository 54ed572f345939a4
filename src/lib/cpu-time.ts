/** Of the calling thread, in milliseconds; Linux counts it in steps of some milliseconds. */
export const threadCpuMs = (): number => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
