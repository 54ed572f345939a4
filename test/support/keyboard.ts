import type { Locator, Page } from 'playwright-core'

/** More than any page has to reach. */
const maxSteps = 400

/** Whether an element has the focus, or whether something behind it has. */
const focusOf = (target: Locator): Promise<'here' | 'behind' | 'before'> =>
  target.evaluate(element => {
    const { activeElement } = element.ownerDocument
    if (activeElement === element) return 'here'
    if (!activeElement) return 'before'
    const position = element.compareDocumentPosition(activeElement)
    return position & element.DOCUMENT_POSITION_FOLLOWING ? 'behind' : 'before'
  })

/**
 * Goes to an element with Tab, or back to it with Shift+Tab, as somebody without a mouse does.
 * @throws Error when the element is never reached
 */
export const reach = async (page: Page, target: Locator): Promise<void> => {
  await target.waitFor({ state: 'attached' })
  const key = (await focusOf(target)) === 'behind' ? 'Shift+Tab' : 'Tab'
  for (let steps = 0; steps < maxSteps; steps += 1) {
    if ((await focusOf(target)) === 'here') return
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
