import type Database from 'better-sqlite3'

interface RowChange<Key> {
  event: string
  key: string
  run: (key: Key) => void
}

const watched = new WeakMap<Database.Database, number>()

/** Calls back in the transaction of the change. The triggers are the connection's and are not stored. */
export const onRowChange = <Key extends string | number>(
  writeConnection: Database.Database,
  { event, key, run }: RowChange<Key>,
): void => {
  const at = (watched.get(writeConnection) ?? 0) + 1
  watched.set(writeConnection, at)
  const name = `row_change_${at}`
  writeConnection.function(name, (changed: Key) => {
    run(changed)
    return null
  })
  writeConnection.exec(`CREATE TEMP TRIGGER ${name} AFTER ${event} BEGIN SELECT ${name}(${key}); END`)
}
