/** Swagger UI has no types of its own; this is what the page uses of it. */
interface SwaggerUI {
  (settings: Record<string, unknown>): object
  presets: { apis: unknown }
}

interface Window {
  SwaggerUIBundle: SwaggerUI
  ui: object
}

declare module 'swagger-ui-dist/swagger-ui-bundle.js' {
  const url: string
  // biome-ignore lint/style/noDefaultExport: a file that is imported arrives as the default export
  export default url
}
