import Database from 'better-sqlite3'

/**
 * A connection that plans each read once. SQLite plans a read anew when a parameter that its plan may depend on is bound
 * again, and better-sqlite3 clears all parameters after each run: so almost every read with an order or a join was
 * planned at each run, which takes several times as long as the read. SQLite looks at no parameter inside of `likely`,
 * which has no cost of its own (https://www.sqlite.org/lang_corefunc.html#likely).
 */
export class StoreDatabase extends Database {
  override prepare<Parameters extends unknown[] | object = unknown[], Row = unknown>(source: string) {
    return super.prepare<Parameters, Row>(isRead.test(source) ? withUnseenParameters(source) : source)
  }
}

const isRead = /^\s*(select|with)\b/i

/** Texts, quoted names and comments come first, so that nothing inside of them is taken for a parameter. */
const tokens = /'[^']*'|"[^"]*"|--[^\n]*|\/\*[\s\S]*?\*\/|\?\d*|[@:$]\w+/g

export const withUnseenParameters = (source: string): string =>
  source.replace(tokens, token => (/^[?@:$]/.test(token) ? `likely(${token})` : token))
