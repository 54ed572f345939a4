import type { Locator, Page } from 'playwright-core'

/** More than any page has to reach. */
const maxSteps = 400

/**
 * Goes on with Tab until an element has the focus, as somebody without a mouse does.
 * @param key `Shift+Tab` goes back
 * @throws Error when the element is never reached
 */
export const reach = async (page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> => {
  await target.waitFor({ state: 'attached' })
  for (let steps = 0; steps < maxSteps; steps += 1) {
    if (await target.evaluate(element => element.matches(':focus'))) return
    await page.keyboard.press(key)
  }
  throw new Error(`No ${key} leads to ${target}.`)
}

/** Reaches a button or a link and presses it. */
export const pressOn = async (page: Page, target: Locator): Promise<void> => {
  await reach(page, target)
  await page.keyboard.press('Enter')
}

/** Reaches a field and writes into it, in place of what was there. */
export const typeInto = async (page: Page, target: Locator, text: string): Promise<void> => {
  await reach(page, target)
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type(text)
}
