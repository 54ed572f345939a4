import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser, Download, Page } from 'playwright-core'
import { deskPassword, newLinkFor, openDesk } from '../support/desk-browser.ts'
import { startDeskServer } from '../support/desk-cases.ts'
import { DeskKeyboard, openDeskPage } from '../support/desk-keyboard.ts'
import { post } from '../support/gigs.ts'
import { findBarriers, launchBrowser, openWatchedPage } from '../support/pages.ts'
import '../support/patience.ts'
import { payAccepted } from '../support/payments.ts'
import { joinAfresh, joinMali, joinSomchai, type Person } from '../support/people.ts'
import type { TestServer } from '../support/server.ts'
import { unzip } from '../support/unzip.ts'

/** More flows of the desk with a keyboard alone, and its page at an address without HTTPS. */

let server: TestServer
let seeker: Person
let helper: Person
let browser: Browser
let page: Page
let keyboard: DeskKeyboard
let errors: string[]

/** A name that leads to this machine, and that no browser takes for it. */
const insecureHost = 'desk.example'

beforeAll(async () => {
  server = await startDeskServer()
  ;[seeker, helper] = [await joinSomchai(server), await joinMali(server)]
  browser = await launchBrowser([`--host-resolver-rules=MAP ${insecureHost} 127.0.0.1`])
  ;({ page, errors } = await openWatchedPage(browser, server.url, { width: 1280, height: 900 }))
  page.setDefaultTimeout(20_000)
  keyboard = new DeskKeyboard(page, deskPassword)
  await openDeskPage(page, await openDesk(server))
})
afterAll(async () => {
  await browser?.close()
  await server.stop()
})

/** What the browser saves after something was pressed. */
const savedBy = async (act: () => Promise<void>): Promise<Uint8Array> => {
  const [download] = await Promise.all([page.waitForEvent('download'), act()])
  return bytesOf(download)
}

const bytesOf = async (download: Download): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = []
  for await (const chunk of await download.createReadStream()) chunks.push(chunk)
  return Buffer.concat(chunks)
}

describe('a person at the desk', () => {
  test('loses every session, gets a link for a new password, takes their data along, and is deleted', async () => {
    const nok = await joinAfresh(server, 'Nok')
    await keyboard.openPart('People')
    await keyboard.typeInto('#text', nok.user.id)
    await page.keyboard.press('Enter')
    await keyboard.press('table a:text-is("Nok")')
    await page.locator('section', { hasText: 'Open sessions' }).locator('tbody tr').waitFor()
    await keyboard.press('button:has-text("End all sessions")')
    await keyboard.give('She has lost her phone.')
    await page.locator('section', { hasText: 'Open sessions' }).getByText('Nothing.').waitFor()
    await keyboard.press('button:has-text("Link for a new password")')
    await keyboard.give('She has forgotten it.', true)
    await page.getByText('/reset#token=').waitFor()
    expect(await findBarriers(page)).toEqual([])
    await keyboard.press('button:has-text("Export all data")')
    const archive = unzip(await savedBy(() => keyboard.give('She has asked for it.', true)))
    expect(archive.map(({ name }) => name)).toContain('account.json')
    await keyboard.press('button:has-text("Delete for good")')
    await keyboard.give('She has asked for it.', true)
    await page.getByText('The person was deleted.').waitFor()
    await page.getByText('user.delete').waitFor()
    expect(await page.locator('main').textContent()).not.toContain('Nok')
  })
})

describe('an operator at the desk', () => {
  test('is created with a link for one use, gets another one, is disabled and enabled', async () => {
    const row = page.locator('tr', { hasText: 'new@example.com' })
    await keyboard.openPart('Operators')
    await keyboard.press('button:has-text("Create an operator")')
    await page.locator('dialog[open]').waitFor()
    await keyboard.typeInto('dialog #new_email', 'new@example.com')
    await keyboard.give('A colleague.', true)
    await row.getByText('viewer').waitFor()
    const link = await page.locator('.note-box code').textContent()
    expect(link).toContain('/ops#link=')
    await keyboard.press('tr:has-text("new@example.com") button:has-text("New link")')
    await keyboard.give('It was lost.', true)
    await page.waitForFunction(`document.querySelector('.note-box code')?.textContent !== '${link}'`)
    expect(await findBarriers(page)).toEqual([])
    // Passwords are confirmed ten times a minute.
    server.clock.advance(61_000)
    await keyboard.press('tr:has-text("new@example.com") button:has-text("Disable")')
    await keyboard.give('Has left.', true)
    await row.getByText('disabled').waitFor()
    await keyboard.press('tr:has-text("new@example.com") button:has-text("Enable")')
    await keyboard.give('Is back.', true)
    await row.getByText('active').waitFor()
  })
})

describe('money at the desk', () => {
  test('is released with a reason and the password, and the ledger of a day is saved as CSV', async () => {
    const { transaction } = await payAccepted(seeker, helper)
    await keyboard.openPart('Payments')
    await keyboard.typeInto('#ref', transaction.transaction_ref)
    await page.keyboard.press('Enter')
    await keyboard.press('main button:has-text("Release")')
    await keyboard.give('The work was done.', true)
    await page.locator('.by-operator').waitFor()
    await keyboard.openPart('Payments')
    await keyboard.press('button:has-text("Ledger as CSV")')
    const csv = new TextDecoder().decode(await savedBy(() => keyboard.give('For the accountant.')))
    expect(csv).toContain(`,RELEASE,${transaction.transaction_ref},`)
  })
})

describe('a long list of the desk', () => {
  /** Turns to the next page, which shows a text, and back again to one with another. */
  const turn = async (
    list: string,
    { first, second, total }: { first: string; second: string; total: number },
  ): Promise<void> => {
    const rows = page.locator('section', { hasText: list }).locator('tbody tr')
    await rows.filter({ hasText: first }).first().waitFor()
    expect(await rows.count()).toBe(20)
    await keyboard.press(`nav[aria-label="Pages of: ${list}"] button:has-text("Next")`)
    await rows.filter({ hasText: second }).first().waitFor()
    expect(await rows.count()).toBe(total - 20)
    // The focus has stayed, so one step back leads to the other button.
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Enter')
    await rows.filter({ hasText: first }).first().waitFor()
  }

  test('of gigs or of reports is read page by page, and the overview counts the reports', async () => {
    const owner = await joinAfresh(server, 'Owner')
    const others = (await server.ctx.store.deskReads.listNewestGigs(0, 100)).length
    for (let n = 0; n < 21; n += 1) {
      const { id: subject_id } = await post(owner, { title: `Gig number ${n}.` })
      const reporter = n % 7 === 0 ? await joinAfresh(server, `Reporter ${n}`) : helper
      const report = { kind: 'gig', subject_id, reason: `Reason number ${n}.` }
      expect((await reporter.client.post('/api/reports', report)).status).toBe(201)
    }
    await keyboard.openPart('Gigs')
    const gigs = { first: 'Gig number 20.', second: 'Gig number 0.', total: others + 21 }
    await turn('The newest gigs', gigs)
    await keyboard.openPart('Reports')
    const reports = { first: 'Reason number 0.', second: 'Reason number 20.', total: 21 }
    await turn('Open reports, the oldest first', reports)
    expect(await page.locator('h2').first().textContent()).toEndWith('· 21')
    await keyboard.openPart('Overview')
    await page.locator('section', { hasText: 'Open reports' }).getByText('21').waitFor()
  })
})

describe('the page of the desk at an address without HTTPS', () => {
  test('says what is wrong, and neither asks for a password nor uses a link', async () => {
    const url = `http://${insecureHost}:${new URL(server.url).port}`
    const other = await openWatchedPage(browser, url, { width: 360, height: 740 })
    const link = await newLinkFor(server.ctx, 'insecure@example.com', 'viewer')
    for (const address of ['/ops', `/ops?again#link=${link}`]) {
      await other.page.goto(url + address)
      await other.page.getByRole('alert').waitFor()
      expect(await other.page.getByRole('alert').textContent()).toStartWith('This address is plain HTTP')
      expect(await other.page.locator('input').count()).toBe(0)
    }
    expect(await findBarriers(other.page)).toEqual([])
    expect(await other.page.evaluate<number>('document.documentElement.scrollWidth')).toBe(360)
    expect(other.errors).toEqual([])
  })

  test('asked nobody for anything that failed', () => expect(errors).toEqual([]))
})
