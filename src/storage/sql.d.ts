/** Imported as text, so that they travel inside the binary. */
declare module '*.sql' {
  const sql: string
  // biome-ignore lint/style/noDefaultExport: it is how a text import arrives
  export default sql
}
