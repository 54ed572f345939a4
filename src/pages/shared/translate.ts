/** Sentences of the server, which are in English, each with its translation: `$1` is the first group of the pattern. */
export type Translations = readonly (readonly [RegExp, string])[]

/** @returns null when the sentence is not among them */
export const translate = (translations: Translations, sentence: string): string | null => {
  const known = translations.find(([pattern]) => pattern.test(sentence))
  return known ? sentence.replace(known[0], known[1]) : null
}
