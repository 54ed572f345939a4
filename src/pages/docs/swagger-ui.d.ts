/** Swagger UI has no types of its own. */
interface SwaggerUI {
  (settings: Record<string, unknown>): SwaggerSystem
  presets: { apis: unknown }
}

interface SwaggerSystem {
  preauthorizeApiKey(scheme: string, value: string): void
  authActions: { logout(schemes: string[]): void }
  authSelectors: { authorized(): object | undefined }
  specSelectors: { specJson(): { toJS(): { 'x-demo-logins'?: DemoLogin[] } } }
}

interface DemoLogin {
  email: string
  password: string
  name: string
  description: string
}

interface SwaggerReact {
  createElement(type: unknown, properties: object | null, ...children: unknown[]): unknown
}

interface SwaggerRequest extends RequestInit {
  url: string
  headers: Record<string, string>
  loadSpec?: boolean
  userFetch?: (url: string, init: RequestInit) => Promise<Response>
}

interface SwaggerResponse {
  ok: boolean
  statusText: string
  headers: Record<string, string | undefined>
  obj?: { detail?: string; field_errors?: Record<string, string[]> } | null
}

interface Window {
  SwaggerUIBundle: SwaggerUI
  ui: SwaggerSystem
}

declare module 'swagger-ui-dist/swagger-ui-bundle.js' {
  const url: string
  // biome-ignore lint/style/noDefaultExport: a file that is imported arrives as the default export
  export default url
}
