// biome-ignore lint/style/noDefaultExport: orval reads the default export
export default {
  chayenity: {
    input: './openapi.json',
    output: { target: './generated/orval.ts', client: 'fetch', baseUrl: process.env.SERVER_URL },
  },
}
