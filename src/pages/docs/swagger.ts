import bundleUrl from 'swagger-ui-dist/swagger-ui-bundle.js' with { type: 'file' }
import { basePath } from '../shared/base-path.ts'
import { type PageSession, world } from './session.ts'

interface SwaggerOptions {
  session: PageSession
  /** Swagger UI's own login would keep the password. */
  openLogin(): void
  /** @param logins those of the example data; null in production */
  onLoaded(logins: DemoLogin[] | null): void
}

export const showOperations = ({ session, openLogin, onLoaded }: SwaggerOptions): void => {
  // The bundle is a plain script that needs a global scope.
  const script = document.createElement('script')
  script.src = basePath + bundleUrl
  script.addEventListener('load', () => {
    const { SwaggerUIBundle } = window
    const ui = SwaggerUIBundle({
      url: `${basePath}/docs/openapi.json`,
      dom_id: '#swagger-ui',
      deepLinking: true,
      tryItOutEnabled: true,
      displayRequestDuration: true,
      filter: true,
      showCommonExtensions: true,
      validatorUrl: null,
      presets: [SwaggerUIBundle.presets.apis],
      // The default has numbers of too little contrast.
      syntaxHighlight: { theme: 'arta' },
      plugins: [loginPlugin(openLogin), plainPathPlugin],
      requestInterceptor: (request: SwaggerRequest) => prepare(request, session),
      responseInterceptor: explain,
      onComplete: () => {
        if (session.state.isLoggedIn) markLocks(session)
        session.subscribe(() => markLocks(session))
        onLoaded(ui.specSelectors.specJson().toJS()['x-demo-logins'] ?? null)
      },
    })
    window.ui = ui
  })
  document.head.append(script)
}

/** "Authorize" and the lock of every operation open it. */
const loginPlugin = (openLogin: () => void) => ({
  statePlugins: {
    auth: { wrapActions: { showDefinitions: () => (shown: unknown) => (shown ? openLogin() : undefined) } },
  },
})

/** The path is in the button that opens the operation, where a link must not be. */
const plainPathPlugin = {
  wrapComponents: {
    DeepLink:
      (Original: unknown, { React }: { React: SwaggerReact }) =>
      (properties: { path: string; text: string }) =>
        properties.path.includes('/')
          ? React.createElement('span', null, properties.text)
          : React.createElement(Original, properties),
  },
}

/** Swagger UI sends a token wherever the document asks for one. */
const markLocks = ({ tokens }: PageSession): void => {
  const held = tokens.load()
  if (held) {
    window.ui.preauthorizeApiKey('AccessToken', held.access_token)
    window.ui.preauthorizeApiKey('RefreshToken', held.refresh_token)
  } else if (window.ui.authSelectors.authorized()) {
    window.ui.authActions.logout(['AccessToken', 'RefreshToken'])
  }
}

const prepare = (request: SwaggerRequest, session: PageSession): SwaggerRequest => {
  if (world) request.headers['X-World'] ??= world
  const isRenewal = request.url.endsWith('/api/auth/refresh')
  if (request.headers.Authorization && !isRenewal) request.userFetch = session.fetch
  return request
}

/** Swagger UI shows the text of the status above a response. */
const explain = (response: SwaggerResponse): SwaggerResponse => {
  if (response.ok || !response.obj?.detail) return response
  const { detail, field_errors = {} } = response.obj
  const fields = Object.entries(field_errors).map(([name, messages]) => `${name}: ${messages.join(', ')}`)
  const hint = response.headers['x-chayenity-hint']
  response.statusText = [detail, ...fields, ...(hint ? [`Hint: ${hint}`] : [])].join(' ')
  return response
}
