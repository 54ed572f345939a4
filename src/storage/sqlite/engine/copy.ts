import Database from 'better-sqlite3'

/** A server in the same process answers requests in between. */
const pagesAtATime = 1000

/** Copies as of one moment, also while the database is written to. @param onProgress from 0 to 1 */
export const copyInto = async (
  source: Database.Database,
  target: string,
  onProgress: (share: number) => void = () => {},
): Promise<void> => {
  await source.backup(target, {
    progress: ({ totalPages, remainingPages }) => {
      onProgress(totalPages === 0 ? 0 : 1 - remainingPages / totalPages)
      return pagesAtATime
    },
  })
  const copy = new Database(target)
  copy.pragma('journal_mode = DELETE')
  copy.close()
}
