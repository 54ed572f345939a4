export const languages = ['en', 'th'] as const
export type Language = (typeof languages)[number]

/** In Thai, years are those of the Buddhist era. */
export const localeOf = (language: Language): string => (language === 'th' ? 'th-TH' : 'en-GB')

const isLanguage = (text: string | null): text is Language => languages.some(known => known === text)

/** @param preferred languages of the browser, as BCP 47 tags */
export const initialLanguage = (stored: string | null, preferred: readonly string[]): Language => {
  if (isLanguage(stored)) return stored
  return preferred.map(tag => tag.slice(0, 2)).find(isLanguage) ?? 'en'
}
