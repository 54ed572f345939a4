/**
 * Runs what a form does, and leads to the first field at fault if it fails.
 * @param run resolves with whether it succeeded
 */
export const submitForm = async (form: HTMLFormElement, run: () => Promise<boolean>): Promise<void> => {
  if (await run()) return
  // The fields say what is wrong with them after the next rendering.
  requestAnimationFrame(() =>
    form.querySelector<HTMLElement>('.field.wrong :is(input, textarea, button)')?.focus(),
  )
}
