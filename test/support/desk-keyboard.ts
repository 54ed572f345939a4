import type { Page } from 'playwright-core'
import type { DeskBrowser } from './desk-browser.ts'

/** Somebody at the page of the desk who has a keyboard and no mouse. */
export class DeskKeyboard {
  constructor(
    readonly page: Page,
    readonly password: string,
  ) {}

  /** Presses Tab until the focus is on the element. */
  async tabTo(selector: string): Promise<void> {
    await this.page.locator(selector).first().waitFor()
    for (let presses = 0; presses < 80; presses += 1) {
      if ((await this.page.locator(`${selector}:focus`).count()) > 0) return
      await this.page.keyboard.press('Tab')
    }
    throw new Error(`The keyboard does not reach ${selector}.`)
  }

  async press(selector: string): Promise<void> {
    await this.tabTo(selector)
    await this.page.keyboard.press('Enter')
  }

  async typeInto(selector: string, text: string): Promise<void> {
    await this.tabTo(selector)
    await this.page.keyboard.press('Control+A')
    await this.page.keyboard.type(text)
  }

  openPart(name: string): Promise<void> {
    return this.press(`nav a:text-is("${name}")`)
  }

  /** Fills the dialog of a command, and gives it. */
  async give(reason: string, withPassword = false): Promise<void> {
    await this.page.locator('dialog[open]').waitFor()
    await this.typeInto('dialog #reason', reason)
    if (withPassword) await this.typeInto('dialog #operator_password', this.password)
    await this.press('dialog button[type=submit]')
    await this.page.locator('dialog[open]').waitFor({ state: 'detached' })
  }
}

/** Opens the page with the session of an operator. */
export const openDeskPage = async (page: Page, { cookie, server }: DeskBrowser): Promise<void> => {
  const [name = '', value = ''] = cookie.split('=')
  const url = server.url.replace('http:', 'https:')
  await page.context().addCookies([{ name, value, url, secure: true, sameSite: 'Strict' }])
  await page.goto(`${server.url}/ops`)
  await page.locator('.desk').waitFor()
}
