import { type ComponentChildren, createContext } from 'preact'
import { useContext, useEffect, useState } from 'preact/hooks'

export const languages = ['en', 'th'] as const
export type Language = (typeof languages)[number]

/** The words of one part of a page in every language. A function where a word depends on a value. */
export interface Dictionary<Words> {
  en: Words
  th: Words
}

/** The same keys with the same parameters. */
type Translated<Words> = { [Key in keyof Words]: Words[Key] extends string ? string : Words[Key] }

/** Declares words. A key that is missing in Thai is a type error. */
export const defineWords = <Words extends object>(words: {
  en: Words
  th: Translated<NoInfer<Words>>
}): Dictionary<Translated<Words>> => words as Dictionary<Translated<Words>> // `en` is its own translation

interface LanguageState {
  language: Language
  setLanguage(language: Language): void
}

const LanguageContext = createContext<LanguageState>({ language: 'en', setLanguage: () => {} })

export const useLanguage = (): LanguageState => useContext(LanguageContext)

export const useWords = <Words,>(dictionary: Dictionary<Words>): Words =>
  dictionary[useContext(LanguageContext).language]

/** For dates and numbers; in Thai, years are those of the Buddhist era. */
export const localeOf = (language: Language): string => (language === 'th' ? 'th-TH' : 'en-GB')

const isLanguage = (text: string | null): text is Language => languages.some(known => known === text)

/** The language that was chosen last, else that of the browser. */
export const initialLanguage = (
  stored: string | null,
  preferred: readonly string[] = navigator.languages,
): Language => {
  if (isLanguage(stored)) return stored
  const first = preferred.map(tag => tag.slice(0, 2)).find(isLanguage)
  return first ?? 'en'
}

interface Props {
  /** Where the choice is kept. */
  storage: Pick<Storage, 'getItem' | 'setItem'>
  storageKey?: string
  children: ComponentChildren
}

export const LanguageProvider = ({ storage, storageKey = 'language', children }: Props) => {
  const [language, setLanguage] = useState(() => initialLanguage(storage.getItem(storageKey)))
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  const choose = (chosen: Language) => {
    storage.setItem(storageKey, chosen)
    setLanguage(chosen)
  }
  return (
    <LanguageContext.Provider value={{ language, setLanguage: choose }}>{children}</LanguageContext.Provider>
  )
}

/** Each language in its own name, so that everybody finds theirs. */
const names: Record<Language, string> = { en: 'English', th: 'ไทย' }

export const LanguageSwitch = () => {
  const { language, setLanguage } = useLanguage()
  const other = language === 'th' ? 'en' : 'th'
  return (
    <button type="button" class="language-switch" lang={other} onClick={() => setLanguage(other)}>
      {names[other]}
    </button>
  )
}
