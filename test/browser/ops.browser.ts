import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser, Page } from 'playwright-core'
import { codeOf, fromBase32, stepAt } from '../../src/domain/operators/totp.ts'
import { newLinkFor, openDesk, runAsCommandLine } from '../support/desk-browser.ts'
import { startDeskServer } from '../support/desk-cases.ts'
import { DeskKeyboard, openDeskPage } from '../support/desk-keyboard.ts'
import { type GigJson, post } from '../support/gigs.ts'
import { findBarriers, launchBrowser, openWatchedPage } from '../support/pages.ts'
import '../support/patience.ts'
import { expectSoon } from '../support/expect-soon.ts'
import { payAccepted } from '../support/payments.ts'
import { joinAfresh, joinMali, joinSomchai, logInAs, type Person } from '../support/people.ts'
import type { TestServer } from '../support/server.ts'

/** The page of the operator's desk, with a keyboard alone. */

const password = 'a long password of the desk'
const email = 'desk@example.com'
const missingGig = '00000000-0000-7000-8000-000000000000'

let server: TestServer
let seeker: Person
let helper: Person
let browser: Browser
let page: Page
let keyboard: DeskKeyboard
let errors: string[]
let strayRequests: string[]
let secret = ''
/** Behind the #/ of the page. */
let reportAddress = ''

beforeAll(async () => {
  server = await startDeskServer()
  seeker = await joinSomchai(server)
  helper = await joinMali(server)
  browser = await launchBrowser()
  ;({ page, errors, strayRequests } = await openWatchedPage(browser, server.url, {
    width: 1280,
    height: 900,
  }))
  page.setDefaultTimeout(20_000)
  keyboard = new DeskKeyboard(page, password)
})
afterAll(async () => {
  await browser?.close()
  await server.stop()
})

const code = (steps = 0) => codeOf(fromBase32(secret), stepAt(server.clock.now()) + steps)

const press = (selector: string) => keyboard.press(selector)
const typeInto = (selector: string, text: string) => keyboard.typeInto(selector, text)
const openPart = (name: string) => keyboard.openPart(name)
const give = (reason: string, withPassword?: boolean) => keyboard.give(reason, withPassword)

describe('the desk', () => {
  test('has no page before there is an operator', async () => {
    expect((await page.goto(`${server.url}/ops`))?.status()).toBe(404)
    errors.length = 0
  })

  test('lets a new operator in by a link, with a password and an authenticator', async () => {
    const link = await newLinkFor(server.ctx, email, 'operator')
    // From another page: a new fragment alone would not ask the server again.
    await page.goto(`${server.url}/docs/guide`)
    await page.goto(`${server.url}/ops#link=${link}`)
    await page.locator('.qr').waitFor()
    expect(await findBarriers(page)).toEqual([])
    secret = ((await page.locator('code.key').textContent()) ?? '').replaceAll(' ', '')
    await typeInto('#password', password)
    await typeInto('#code', code())
    await page.keyboard.press('Enter')
    await page.locator('.desk').waitFor()
    expect(page.url()).not.toContain(link)
    const cookies = await page.context().cookies()
    // That of the session, and that of a browser which has logged in.
    const closed = { httpOnly: true, secure: true, sameSite: 'Strict' }
    expect(cookies).toMatchObject([closed, closed])
  })

  test('finds a person, verifies them and disables them with a reason', async () => {
    await openPart('People')
    await typeInto('#text', 'mali')
    await page.keyboard.press('Enter')
    await press('table a:text-is("Mali")')
    await press('button:has-text("Verify")')
    await give('Seen her card.')
    await page.getByText('active, verified').waitFor()
    await press('main button:has-text("Disable")')
    await page.locator('dialog[open]').waitFor()
    await page.keyboard.press('Escape')
    await page.locator('dialog').waitFor({ state: 'detached' })
    await press('main button:has-text("Disable")')
    await give('A test of the desk.')
    await page.getByText('disabled, verified').waitFor()
    expect(await findBarriers(page)).toEqual([])
    await press('button:has-text("Enable")')
    await give('It was a test.')
    await page.getByText('active, verified').waitFor()
  })

  test('hides a reported gig, which its owner sees, takes that back, and closes the report', async () => {
    const gig = await post(seeker)
    const isHidden = async () => (await seeker.client.get<GigJson>(`/api/gigs/${gig.id}`)).body.is_hidden
    const report = { kind: 'gig', subject_id: gig.id, reason: 'It asks for money in advance.' }
    const reporter = await joinAfresh(server, 'Reporter')
    const isFound = async () => (await reporter.client.get<GigJson>(`/api/gigs/${gig.id}`)).status
    await reporter.client.post('/api/reports', report)
    await openPart('Reports')
    await page.getByText('It asks for money in advance.').waitFor()
    await press('table a:text-is("Gig")')
    await page.getByText('open · shown to everybody').waitFor()
    await expectSoon(() => page.locator('.reported').textContent(), expect.stringContaining(gig.description))
    expect(await findBarriers(page)).toEqual([])
    await press('main button:has-text("Hide")')
    await give('It is a swindle.')
    await page.getByText('hidden from everybody').waitFor()
    expect([await isHidden(), await isFound()]).toEqual([true, 404])
    await press('main button:has-text("Show again")')
    await give('It was a misunderstanding.')
    await page.getByText('open · shown to everybody').waitFor()
    expect([await isHidden(), await isFound()]).toEqual([undefined, 200])
    await press('main button:has-text("Warn the person")')
    await page.locator('dialog[open]').waitFor()
    await typeInto('dialog #text', 'Do not ask for money in advance.')
    await give('The first time.')
    await page.locator('td', { hasText: 'Do not ask for money in advance.' }).waitFor()
    await press('td button:has-text("Undo")')
    await give('A misunderstanding.')
    await page.locator('td', { hasText: 'Do not ask for money in advance.' }).waitFor({ state: 'detached' })
    await press('main button:has-text("Close the report")')
    await give('Nothing is wrong.')
    await page.getByText('closed · shown to everybody').waitFor()
    expect(page.url()).toContain('#/reports/')
    reportAddress = new URL(page.url()).hash.slice(2)
    await press('a:has-text("All reports")')
    await press('table[aria-label^="Closed reports"] a:text-is("Gig")')
    await press('main button:has-text("Reopen the report")')
    await give('Asked again.')
    await page.getByText('open · shown to everybody').waitFor()
    await press('a:has-text("All reports")')
    await page.locator('section', { hasText: 'Closed reports' }).getByText('Nothing.').waitFor()
    await press('table[aria-label^="Open reports"] a:text-is("Gig")')
    await press('dd a:text-is("Somchai")')
    await page.getByText('Commands about this person').waitFor()
  })

  test('gives stuck money back with a reason and the password, and shows the line of time', async () => {
    const tokens = await logInAs(server.url, helper.user.email, helper.password)
    helper = { ...helper, tokens, client: helper.client.withToken(tokens.access_token) }
    const { gig, transaction } = await payAccepted(seeker, helper)
    await openPart('Payments')
    await typeInto('#ref', transaction.transaction_ref)
    await page.keyboard.press('Enter')
    await page.locator('.timeline').waitFor()
    expect(page.url()).toEndWith(`#/gigs/${gig.id}`)
    await press('button:has-text("Give back")')
    await page.locator('dialog[open]').waitFor()
    await typeInto('dialog #reason', 'They agreed on the phone.')
    await typeInto('dialog #operator_password', 'wrong')
    await page.keyboard.press('Enter')
    await page.locator('dialog .field.wrong').waitFor()
    expect(await findBarriers(page)).toEqual([])
    await typeInto('dialog #operator_password', password)
    await page.keyboard.press('Enter')
    await page.locator('.by-operator').waitFor()
    await expectSoon(
      () => page.locator('.timeline').textContent(),
      expect.stringContaining('They agreed on the phone.'),
    )
    errors.splice(0, errors.length, ...errors.filter(text => !text.includes('422')))
  })

  test('makes a backup and lets it be downloaded', async () => {
    await openPart('State')
    await press('button:has-text("Make a backup now")')
    await give('Before the upgrade.')
    const download = page.waitForEvent('download')
    await press('td button:has-text("Download")')
    await give('To the safe.', true)
    const stream = await (await download).createReadStream()
    expect(await new Response(stream as never).text()).toBe('the content of a backup')
  })

  test('tells every command in the audit', async () => {
    await openPart('Audit')
    await page.locator('tbody td[data-heading=Command]').first().waitFor()
    const actions = await page.locator('tbody td[data-heading=Command]').allTextContents()
    expect(actions.slice(0, 3)).toEqual(['backup.download', 'backup.make', 'payment.refund'])
    await typeInto('#action', 'user.disable')
    await page.keyboard.press('Enter')
    await page.locator('tbody tr').nth(0).getByText('A test of the desk.').waitFor()
    expect(await findBarriers(page)).toEqual([])
  })

  test('speaks Thai, fits phones and screens, and can be read in the dark', async () => {
    await press('.language-switch')
    await page.getByText('บันทึกคำสั่ง').first().waitFor()
    await page.setViewportSize({ width: 360, height: 740 })
    const [{ id } = { id: '' }] = await server.ctx.store.deskReads.listNewestGigs(0, 1)
    for (const part of [
      '',
      'people',
      'reports',
      reportAddress,
      'gigs',
      `gigs/${id}`,
      'payments',
      'state',
      'audit',
      'operators',
    ]) {
      await page.goto(`${server.url}/ops#/${part}`)
      await page.locator('main').waitFor()
      await page.locator('.ghost').first().waitFor({ state: 'detached' })
      for (const width of [1440, 768, 360]) {
        await page.setViewportSize({ width, height: 740 })
        await expectSoon(() => page.evaluate<number>('document.documentElement.scrollWidth'), width)
      }
      for (const colorScheme of ['dark', 'light'] as const) {
        await page.emulateMedia({ colorScheme })
        expect([part, colorScheme, await findBarriers(page)]).toEqual([part, colorScheme, []])
      }
    }
    await page.goto(`${server.url}/ops#/gigs/${missingGig}`)
    await page.locator('.error-note', { hasText: 'ไม่พบสิ่งที่ต้องการ' }).waitFor()
    await page.setViewportSize({ width: 1280, height: 900 })
    await press('.language-switch')
  })

  test('logs out, and in again with the next code', async () => {
    await press('button:has-text("Log out")')
    await page.locator('#email').waitFor()
    expect(await findBarriers(page)).toEqual([])
    server.clock.advance(60_000)
    await typeInto('#email', email)
    await typeInto('#password', password)
    await typeInto('#code', code())
    await page.keyboard.press('Enter')
    await page.locator('.desk').waitFor()
  })

  test('leaves when the session has ended, and says so', async () => {
    const operators = await runAsCommandLine(server.ctx, 'operator.list')
    const [{ id } = { id: '' }] = operators.operators as { id: string }[]
    await runAsCommandLine(server.ctx, 'operator.disable', { operator_id: id })
    // The overview may have noticed by itself.
    await page.evaluate("location.hash = '#/audit'")
    await page.getByText('The session has ended.').waitFor()
    await expectSoon(() => page.locator('tbody').count(), 0)
    // The one answer with which the server ends an open page.
    errors.splice(0, errors.length, ...errors.filter(text => !text.includes('401 (Unauthorized)')))
  })

  test('shows a viewer everything and no command', async () => {
    const viewer = await openDesk(server, 'viewer')
    await openDeskPage(page, viewer)
    await page.goto(`${server.url}/ops#/state`)
    await page.reload()
    await page.locator('.desk table').first().waitFor()
    await expectSoon(() => page.locator('main button').count(), 0)
  })

  test('asked nobody but our own server, and threw nothing', () => {
    expect(strayRequests).toEqual([])
    expect(errors.filter(text => !text.includes(missingGig))).toEqual([])
  })
})
