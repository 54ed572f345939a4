import Database from 'better-sqlite3'

/**
 * SQLite plans a read anew when a parameter is bound again that its plan may depend on, which takes several
 * times as long as the read. It looks at none inside of `likely`
 * (https://www.sqlite.org/lang_corefunc.html#likely).
 */
export class StoreDatabase extends Database {
  override prepare<Parameters extends unknown[] | object = unknown[], Row = unknown>(source: string) {
    return super.prepare<Parameters, Row>(isRead.test(source) ? withUnseenParameters(source) : source)
  }
}

const isRead = /^\s*(select|with)\b/i

/** Texts, quoted names and comments come first, so that nothing in them is taken for a parameter. */
const tokens = /'[^']*'|"[^"]*"|--[^\n]*|\/\*[\s\S]*?\*\/|\?\d*|[@:$]\w+/g

export const withUnseenParameters = (source: string): string =>
  source.replace(tokens, token => (/^[?@:$]/.test(token) ? `likely(${token})` : token))
