import bundleUrl from 'swagger-ui-dist/swagger-ui-bundle.js' with { type: 'file' }

/** The path below which the server is reached; this module is in a folder right below it. */
const basePath = new URL('..', import.meta.url).pathname.replace(/\/$/, '')

// The bundle is a plain script that needs a global scope, so it travels as it is and beside this module.
const script = document.createElement('script')
script.src = basePath + bundleUrl
script.addEventListener('load', () => {
  const { SwaggerUIBundle } = window
  window.ui = SwaggerUIBundle({
    url: `${basePath}/docs/openapi.json`,
    dom_id: '#swagger-ui',
    deepLinking: true,
    // The login survives a reload.
    persistAuthorization: true,
    tryItOutEnabled: true,
    displayRequestDuration: true,
    filter: true,
    showCommonExtensions: true,
    validatorUrl: null,
    presets: [SwaggerUIBundle.presets.apis],
  })
})
document.head.append(script)
