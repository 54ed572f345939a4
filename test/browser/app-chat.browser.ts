import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser, Page } from 'playwright-core'
import { historyOf, type RoomJson, type RoomPageJson } from '../support/chat.ts'
import { expectSoon } from '../support/expect-soon.ts'
import { postAccepted } from '../support/gigs.ts'
import { bytesOf, still } from '../support/images.ts'
import { findBarriers, launchBrowser, openWatchedPage, unexpectedIn } from '../support/pages.ts'
import { joinMali, joinSomchai, type Person } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { startTunnel, type Tunnel } from '../support/tunnel.ts'

/** Two phones that talk, pay and review; Mali's one rides through a tunnel. */

let server: TestServer
let tunnel: Tunnel
let browser: Browser
let somchai: Person
let mali: Person
let room: RoomJson
let his: Phone
let hers: Phone

interface Phone {
  page: Page
  strayRequests: string[]
  errors: string[]
}

const openPhone = async (person: Person, url: string, path: string): Promise<Phone> => {
  const phone = await openWatchedPage(browser, url, { width: 360, height: 740 })
  phone.page.setDefaultTimeout(30_000)
  await phone.page.addInitScript(
    `for (const [name, value] of Object.entries(${JSON.stringify({ ...person.tokens, language: 'en' })}))
       if (localStorage.getItem(name) === null) localStorage.setItem(name, value)`,
  )
  await phone.page.goto(`${url}/app#${path}`)
  return phone
}

const goTo = async (page: Page, path: string) => {
  await page.evaluate(`location.hash = ${JSON.stringify(path)}`)
}

const bubbles = ({ page }: Phone) => page.locator('.bubble:not(.pending) p')
const pending = ({ page }: Phone) => page.locator('.bubble.pending')

const write = async ({ page }: Phone, text: string) => {
  await page.fill('.composer textarea', text)
  await page.keyboard.press('Enter')
}

const takePicture = async ({ page }: Phone, input: string) => {
  await page.setInputFiles(input, {
    name: 'sofa.png',
    mimeType: 'image/png',
    buffer: Buffer.from(await bytesOf(still(320, 240).png())),
  })
}

const choosePicture = async (phone: Phone) => {
  await takePicture(phone, '.composer input[type=file]')
  await phone.page.locator('.composer-chosen img').waitFor()
}

/** How many pictures the browser's database holds. The app has made it when a picture is in the outbox. */
const countKeptPictures = ({ page }: Phone) =>
  page.evaluate<number>(`new Promise(resolve => {
    const opening = indexedDB.open('chayenity-outbox')
    opening.onsuccess = () => {
      const counting = opening.result.transaction('pictures').objectStore('pictures').count()
      counting.onsuccess = () => {
        opening.result.close()
        resolve(counting.result)
      }
    }
  })`)

const arrived = (phone: Phone, text: string) =>
  phone.page.locator('.bubble:not(.pending)', { hasText: text }).waitFor()

const textsIn = async (person: Person) =>
  (await historyOf(person, room, '?limit=100')).messages.map(({ content }) => content)

beforeAll(async () => {
  server = await startTestServer({ env: { APP: 'on' } })
  tunnel = await startTunnel(server.url)
  ;[somchai, mali] = await Promise.all([joinSomchai(server), joinMali(server)])
  // The picture of the example gig is on no server.
  const gig = await postAccepted(somchai, mali, { image_urls: [] })
  const { body } = await somchai.client.get<RoomPageJson>(`/api/chat/rooms?gig_id=${gig.id}`)
  const [opened] = body.rooms
  if (!opened) throw new Error('The accepted gig has no room.')
  room = opened
  browser = await launchBrowser()
  his = await openPhone(somchai, server.url, `/chat/${room.id}`)
  hers = await openPhone(mali, tunnel.url, `/chat/${room.id}`)
  for (const { page } of [his, hers]) await page.locator('.chat-room .empty').waitFor()
})
afterAll(async () => {
  await browser?.close()
  await tunnel.stop()
  await server.stop()
})

describe('a chat between two phones', () => {
  test('shows that the other types, brings the message, and tells the sender that it was read', async () => {
    await his.page.locator('.composer textarea').pressSequentially('สวัสดีครับ')
    await hers.page.locator('.chat-typing', { hasText: 'Somchai is typing' }).waitFor()
    await his.page.keyboard.press('Enter')
    await arrived(hers, 'สวัสดีครับ')
    await hers.page.locator('.chat-typing', { hasText: /^$/ }).waitFor({ state: 'attached' })
    await his.page.locator('.bubble.mine .receipt.is-read').waitFor()
    await hers.page.locator('.chat-here').waitFor()
    expect(await textsIn(mali)).toEqual(['สวัสดีครับ'])
  })

  test('brings a picture with a text', async () => {
    await choosePicture(hers)
    await write(hers, 'This sofa?')
    await arrived(his, 'This sofa?')
    const width = await his.page.evaluate(`(async () => {
      const image = document.querySelector('.bubble img')
      await image.decode()
      return image.naturalWidth
    })()`)
    expect(width).toBeGreaterThan(0)
  })

  test('keeps what is written in a tunnel, shows it as not sent, and sends each once and in order at its end', async () => {
    tunnel.shut()
    await hers.page.locator('.chat-offline').waitFor()
    for (const text of ['In the tunnel 1', 'In the tunnel 2', 'In the tunnel 3']) await write(hers, text)
    await expectSoon(() => pending(hers).count(), 3)
    await write(his, 'Where are you?')
    tunnel.open()
    await arrived(his, 'In the tunnel 3')
    await arrived(hers, 'Where are you?')
    await pending(hers).first().waitFor({ state: 'detached' })
    expect((await textsIn(somchai)).filter(text => text.startsWith('In the tunnel'))).toEqual([
      'In the tunnel 1',
      'In the tunnel 2',
      'In the tunnel 3',
    ])
    await expectSoon(() => bubbles(hers).allTextContents(), await textsIn(mali))
  })

  test('sends a message once whose response was lost', async () => {
    tunnel.loseNextResponse()
    await write(hers, 'Once and not twice')
    await arrived(his, 'Once and not twice')
    await pending(hers).first().waitFor({ state: 'detached' })
    expect((await textsIn(mali)).filter(text => text === 'Once and not twice')).toHaveLength(1)
  })

  test('opens in the tunnel after a reload, and sends afterwards what was written before it', async () => {
    await hers.page.evaluate('navigator.serviceWorker.ready.then(() => true)')
    tunnel.shut()
    await hers.page.locator('.chat-offline').waitFor()
    await choosePicture(hers)
    await write(hers, 'Before the reload')
    await pending(hers).locator('img').waitFor()
    await expectSoon(() => countKeptPictures(hers), 1)
    await hers.page.reload()
    // The shell is there without a network; the data is not.
    await hers.page.locator('.error-note').waitFor()
    tunnel.open()
    await hers.page.locator('.error-note button').click()
    await arrived(his, 'Before the reload')
    await his.page.locator('.bubble', { hasText: 'Before the reload' }).locator('img').waitFor()
    await pending(hers).first().waitFor({ state: 'detached' })
    expect((await textsIn(somchai)).filter(text => text === 'Before the reload')).toHaveLength(1)
  })

  test('counts what is unread in the list of chats until the chat is opened', async () => {
    await goTo(hers.page, '/chat')
    await hers.page.locator('.room-row').waitFor()
    await write(his, 'Are you still there?')
    await hers.page.locator('.room-row .count', { hasText: '1' }).waitFor()
    await hers.page.click('.room-row')
    await arrived(hers, 'Are you still there?')
    await goTo(hers.page, '/chat')
    await hers.page.locator('.room-row:not(.is-unread)').waitFor()
    await expectSoon(() => hers.page.locator('.room-row .count').count(), 0)
  })
})

describe('the payment and the review of a gig', () => {
  test('are notified with a badge, and the list leads to the payment', async () => {
    await somchai.client.post('/api/transactions/escrow', { gig_id: room.gig_id })
    await hers.page.locator('.top .badge').waitFor()
    await hers.page.click('.top a[href="#/notifications"]')
    await hers.page.locator('.notification.is-new', { hasText: 'Payment' }).first().click()
    await hers.page.locator('.payment-status', { hasText: 'Held in escrow' }).waitFor()
    await expectSoon(() => hers.page.locator('.top .badge').count(), 0)
    await expectSoon(() => hers.page.locator('.payment-amount .money').textContent(), '฿1,425')
  })

  test('release the money after a question, and show a ledger that sums to zero', async () => {
    await goTo(his.page, `/gigs/${room.gig_id}/payment`)
    await his.page.getByRole('button', { name: 'Release the payment' }).click()
    await his.page.locator('dialog').getByRole('button', { name: 'Release the payment' }).click()
    for (const { page } of [his, hers])
      await page.locator('.payment-status', { hasText: 'Paid out' }).waitFor()
    await expectSoon(() => his.page.locator('.ledger tfoot td').textContent(), '฿0')
    await goTo(hers.page, '/payments')
    await hers.page.locator('.payment-row', { hasText: '฿1,425' }).waitFor()
  })

  test('publish stars and a comment, which stand on the page of the other', async () => {
    await goTo(his.page, `/gigs/${room.gig_id}/review`)
    await his.page.getByRole('button', { name: 'Publish the review' }).click()
    await his.page.locator('.field.wrong', { hasText: 'Choose one to five stars first.' }).waitFor()
    await his.page.getByLabel('4 stars').check({ force: true })
    await his.page.fill('#comment', 'Strong and on time.')
    await his.page.getByRole('button', { name: 'Publish the review' }).click()
    await his.page.locator('.gig-page .review', { hasText: 'Strong and on time.' }).waitFor()
    await goTo(hers.page, `/people/${mali.user.id}`)
    await hers.page.locator('.review', { hasText: 'Strong and on time.' }).waitFor()
    const { body } = await somchai.client.get<{ total_reviews: number }>(`/api/users/${mali.user.id}`)
    expect(body.total_reviews).toBe(1)
  })
})

describe('what belongs to a person', () => {
  test('is changed on the phone: availability, picture, name, place and buddies', async () => {
    await goTo(hers.page, '/me')
    await hers.page.getByLabel('Available for gigs').click()
    await hers.page.locator('.switch input:not(:checked)').waitFor()
    await takePicture(hers, '.own-picture input')
    await hers.page.locator('.own-picture img').waitFor()
    await goTo(hers.page, '/me/edit')
    await hers.page.fill('#full_name', 'Mali Srisuk')
    await hers.page.getByRole('button', { name: 'Save' }).click()
    await hers.page.locator('.person h2', { hasText: 'Mali Srisuk' }).waitFor()
    await goTo(hers.page, '/me/place')
    await hers.page.getByRole('button', { name: 'Take the middle of the map' }).click()
    await hers.page.getByRole('button', { name: 'Save my place' }).click()
    await hers.page.locator('.links').waitFor()
    const { body } = await mali.client.get<{
      full_name: string
      is_available: boolean
      has_location: boolean
    }>('/api/users/me')
    expect(body).toMatchObject({ full_name: 'Mali Srisuk', is_available: false, has_location: true })
    await goTo(his.page, `/people/${mali.user.id}`)
    await his.page.getByRole('button', { name: 'Add to my buddies' }).click()
    await his.page.getByRole('button', { name: 'Remove from my buddies' }).waitFor()
    await goTo(his.page, '/buddies')
    await his.page.locator('.row', { hasText: 'Mali Srisuk' }).waitFor()
  })
})

/** What the browser writes by itself about the requests and sockets of a phone in the tunnel. */
const cutByTheTunnel = [/net::ERR_[A-Z_]+ at \/(api\/|app)/, /^WebSocket connection to \S+\/ws\//]

describe('every screen of it', () => {
  const paths = () => [
    '/chat',
    `/chat/${room.id}`,
    '/notifications',
    '/payments',
    `/gigs/${room.gig_id}/payment`,
    `/gigs/${room.gig_id}/review`,
    `/people/${mali.user.id}`,
    '/buddies',
    '/me',
    '/me/edit',
    '/me/place',
    '/me/password',
  ]

  test.each([
    [360, 'en', 'light'],
    [768, 'th', 'dark'],
  ] as const)(
    'can be used by everybody at %i px, in %s and %s',
    async (width, language, colorScheme) => {
      const { page } = his
      await page.setViewportSize({ width, height: 740 })
      await page.evaluate(`localStorage.setItem('language', '${language}')`)
      await page.emulateMedia({ colorScheme })
      await page.reload()
      for (const path of paths()) {
        await goTo(page, path)
        await page.locator('#content').waitFor()
        await page.locator('#content .waiting').waitFor({ state: 'detached' })
        expect([path, await findBarriers(page)]).toEqual([path, []])
        expect([path, await page.evaluate<number>('document.documentElement.scrollWidth')]).toEqual([
          path,
          width,
        ])
        const wide = `[...document.querySelectorAll('#content *')].filter(
          e => e.getBoundingClientRect().right > ${width + 1} && !e.closest('.city-map')).length`
        expect([path, await page.evaluate<number>(wide)]).toEqual([path, 0])
        if (process.env.SCREENSHOTS) {
          const name = path
            .replace(/\/[0-9a-f-]{36}/g, '')
            .replaceAll('/', '-')
            .slice(1)
          await page.screenshot({ path: `${process.env.SCREENSHOTS}/app-${name}-${language}.png` })
        }
      }
    },
    120_000,
  )

  test('asked nobody but our own server, and met no error but the tunnel', () => {
    for (const { strayRequests } of [his, hers]) expect(strayRequests).toEqual([])
    expect(his.errors).toEqual([])
    expect(unexpectedIn(hers.errors, cutByTheTunnel)).toEqual([])
  })
})
