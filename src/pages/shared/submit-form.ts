/** Leads to the first field at fault. @param run resolves with whether it succeeded */
export const submitForm = async (form: HTMLFormElement, run: () => Promise<boolean>): Promise<void> => {
  if (await run()) return
  // The fields show their errors after the next rendering.
  requestAnimationFrame(() =>
    form.querySelector<HTMLElement>('.field.wrong :is(input, textarea, button)')?.focus(),
  )
}
