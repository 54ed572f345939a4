import { Marked, type Tokens } from 'marked'

interface Heading {
  id: string
  html: string
  depth: number
}

interface MarkdownLinks {
  hrefOf(href: string): string | null
  /** Null shows the description in place of the picture. */
  srcOf(src: string): string | null
}

export interface RenderedMarkdown {
  html: string
  headings: Heading[]
}

/** HTML inside the text stays HTML, so this is not for texts of strangers. */
export const renderMarkdown = (text: string, links: MarkdownLinks): RenderedMarkdown => {
  const headings: Heading[] = []
  const idOf = createHeadingIds()
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth }) {
        const html = this.parser.parseInline(tokens)
        const id = idOf(this.parser.parseInline(tokens, this.parser.textRenderer))
        headings.push({ id, html, depth })
        return `<h${depth} id="${id}">${html}<a class="anchor" href="#${id}" aria-label="Link to this section">#</a></h${depth}>\n`
      },
      link({ href, tokens }) {
        const inner = this.parser.parseInline(tokens)
        const target = links.hrefOf(href)
        return target === null ? inner : `<a href="${Bun.escapeHTML(target)}">${inner}</a>`
      },
      image({ href, text }) {
        const src = links.srcOf(href)
        const description = Bun.escapeHTML(text)
        return src === null ? description : `<img src="${Bun.escapeHTML(src)}" alt="${description}" />`
      },
      // Both scroll sideways on a phone, so both must be reachable with the keyboard.
      code: ({ text, lang }) =>
        `<pre tabindex="0" role="region" aria-label="${Bun.escapeHTML(lang || 'Code')}"><code>${Bun.escapeHTML(text)}</code></pre>\n`,
      table(table) {
        const rows = table.rows.map(row => `<tr>${row.map(cell => cellOf(this, cell)).join('')}</tr>`)
        const head = table.header.map(cell => cellOf(this, cell)).join('')
        return `<div class="table" tabindex="0" role="region" aria-label="Table"><table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></div>\n`
      },
    },
  })
  return { html: marked.parse(text, { async: false }), headings }
}

const cellOf = (
  renderer: { parser: { parseInline(tokens: Tokens.TableCell['tokens']): string } },
  cell: Tokens.TableCell,
) => {
  const tag = cell.header ? 'th' : 'td'
  const align = cell.align ? ` class="${cell.align}"` : ''
  return `<${tag}${align}>${renderer.parser.parseInline(cell.tokens)}</${tag}>`
}

/** As GitHub does, so that links to a section work there and here. */
const createHeadingIds = () => {
  const uses = new Map<string, number>()
  return (text: string): string => {
    const id = text
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
      .replaceAll(' ', '-')
    const earlier = uses.get(id) ?? 0
    uses.set(id, earlier + 1)
    return earlier === 0 ? id : `${id}-${earlier}`
  }
}
