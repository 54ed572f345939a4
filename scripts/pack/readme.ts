import { hrefInGuide } from '../../src/pages/guide.ts'

/** Where `chayenity demo` shows the guide. */
const demo = 'http://127.0.0.1:8000'

/** A page of the project for readers who have the package alone: links go to the guide of a demo, or are only their text. */
export const readmeForPackage = (text: string, folder: string): string =>
  text.replace(/(?<!!)\[([^\]]*)\]\(([^)\s]+)\)/g, (link, inner: string, href: string) => {
    if (href.startsWith('#') || /^[a-z]+:/.test(href)) return link
    const path = hrefInGuide(href, folder)
    return path === null ? inner : `[${inner}](${demo}${path})`
  })
