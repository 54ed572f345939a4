/** Something the person at the terminal has to mend: said in their words, without a stack. */
export class StartError extends Error {
  override readonly name = 'StartError'
}
