import { createServer } from 'node:http'
import { test as base, expect } from '@playwright/test'
import { chayenityFixtures, type ServerFixture, type WorldFixture } from 'chayenity/testing'

const test = base.extend<WorldFixture, ServerFixture>(chayenityFixtures())

/** A page without a build: it imports the client from the server. */
const page = (url: string, world: string) => `
  <p id="found"></p>
  <script type="module">
    import { createClient } from '${url}/clients/chayenity.js'
    const client = createClient({ baseUrl: '${url}', world: '${world}' })
    await client.login({ email: 'mali@example.com', password: 'demo-password' })
    const { full_name } = await client.getUserProfile()
    document.querySelector('#found').textContent = full_name
  </script>`

for (const name of ['first', 'second']) {
  test(`the ${name} test has a world of its own, in a page of another origin too`, async ({
    world,
    page: tab,
  }) => {
    const somchai = await world.loginAs('somchai')
    await somchai.updateUserProfile({ full_name: `Somchai of the ${name} test` })
    expect((await somchai.getUserProfile()).full_name).toBe(`Somchai of the ${name} test`)
    const errors: string[] = []
    tab.on('console', message => errors.push(message.text()))
    const site = createServer((_, response) => {
      response.setHeader('Content-Type', 'text/html')
      response.end(page(world.url, world.name))
    })
    await new Promise<void>(resolve => site.listen(0, '127.0.0.1', resolve))
    const address = site.address()
    await tab.goto(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`)
    await expect(tab.locator('#found'), errors.join('\n')).toHaveText(/Mali/, { timeout: 20_000 })
    site.close()
  })
}
