import Database from 'better-sqlite3'

/** Collects the text of every statement that is prepared in this process from now on, until `stop`. */
export const recordStatements = (): { texts: Set<string>; stop: () => void } => {
  const texts = new Set<string>()
  const { prepare } = Database.prototype
  Database.prototype.prepare = new Proxy(prepare, {
    apply: (original, db, parameters) => {
      texts.add(String(parameters[0]))
      return Reflect.apply(original, db, parameters)
    },
  })
  return {
    texts,
    stop: () => {
      Database.prototype.prepare = prepare
    },
  }
}

/** One line for each step of a plan (https://www.sqlite.org/eqp.html). */
export const planOf = (db: Database.Database, text: string): string[] => {
  const statement = db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${text}`)
  const names = [...text.matchAll(/[@:](\w+)/g)].map(([, name = '']) => [name, null])
  const unnamed = text.match(/\?/g) ?? []
  const parameters = names.length > 0 ? [Object.fromEntries(names)] : unnamed.map(() => null)
  return statement.all(...parameters).map(({ detail }) => detail)
}

/** The statements in the triggers of a database, which no plan of the outer statement shows, with parameters for the row. */
export const statementsOfTriggers = (db: Database.Database): string[] =>
  db
    .prepare<[], string>("SELECT sql FROM sqlite_schema WHERE type = 'trigger'")
    .pluck()
    .all()
    .flatMap(sql => {
      const [, condition, body = ''] = /(?:\bWHEN\b([\s\S]*?))?\bBEGIN\b([\s\S]*)\bEND$/.exec(sql) ?? []
      const statements = body.split(';').filter(text => text.trim() !== '' && !text.includes('RAISE('))
      return [...statements, ...(condition ? [`SELECT ${condition}`] : [])]
    })
    .map(text => text.replace(/\b(?:new|old)\.\w+/gi, '?'))
