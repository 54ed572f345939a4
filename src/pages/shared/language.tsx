import { type ComponentChildren, createContext } from 'preact'
import { useContext, useEffect, useState } from 'preact/hooks'
import { initialLanguage, type Language } from './languages.ts'

export interface Dictionary<Words> {
  en: Words
  th: Words
}

type Translated<Words> = { [Key in keyof Words]: Words[Key] extends string ? string : Words[Key] }

/** A key that is missing in Thai is a type error. */
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

interface Props {
  storage: Pick<Storage, 'getItem' | 'setItem'>
  storageKey?: string
  children: ComponentChildren
}

export const LanguageProvider = ({ storage, storageKey = 'language', children }: Props) => {
  const [language, setLanguage] = useState(() =>
    initialLanguage(storage.getItem(storageKey), navigator.languages),
  )
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
