import { join, posix } from 'node:path'
import { type Chapter, chapters, guidePath } from './guide-chapters.ts'
import { type RenderedMarkdown, renderMarkdown } from './markdown.ts'
import { assetFile, htmlFile, type PageFile, strictPolicy } from './page-file.ts'

const projectRoot = join(import.meta.dir, '../..')

/** The guide has no script and fetches nothing. */
const policy = { ...strictPolicy, 'script-src': "'none'", 'connect-src': "'none'" }

type RenderedChapter = Chapter & RenderedMarkdown

export const renderGuide = async (shell: string, root = projectRoot): Promise<PageFile[]> => {
  const pictures = new Map<string, PageFile>()
  const rendered = await Promise.all(
    chapters.map(async chapter => ({ ...chapter, ...(await renderChapter(root, chapter, pictures)) })),
  )
  const page = (name: string | null, title: string, text: string) =>
    htmlFile(
      name === null ? guidePath : `${guidePath}/${name}`,
      fillSlots(shell, { title: `${title} · Chayenity`, chapters: listChapters(rendered, name), text }),
      policy,
    )
  const texts = rendered.map(({ name, title, html }) => page(name, title, html))
  return Promise.all([page(null, 'Guide', listContents(rendered)), ...texts, ...pictures.values()])
}

const renderChapter = async (
  root: string,
  chapter: Chapter,
  pictures: Map<string, PageFile>,
): Promise<RenderedMarkdown> => {
  const text = await Bun.file(join(root, chapter.source)).text()
  const folder = posix.dirname(chapter.source)
  for (const [, src = ''] of text.matchAll(/!\[[^\]]*\]\(([^)\s]+)\)/g)) {
    const path = posix.join(folder, src)
    const file = Bun.file(join(root, path))
    if (!pictures.has(path) && (await file.exists())) pictures.set(path, await pictureFile(path, file))
  }
  return renderMarkdown(text, {
    hrefOf: href => hrefInGuide(href, folder),
    srcOf: src => pictures.get(posix.join(folder, src))?.path ?? null,
  })
}

const pictureFile = async (path: string, file: Bun.BunFile): Promise<PageFile> => {
  const bytes = await file.arrayBuffer()
  const { name, ext } = posix.parse(path)
  return assetFile(`${name}-${Bun.hash(bytes).toString(36)}${ext}`, file.type, new Blob([bytes]))
}

/** Null for other files of the project, which no server shows. */
export const hrefInGuide = (href: string, folder: string): string | null => {
  if (href.startsWith('#')) return href
  // The examples' address is on the reader's own machine; here it is this server.
  const local = href.replace(/^http:\/\/127\.0\.0\.1:8000(\/|$)/, '/')
  if (local.startsWith('/') || /^[a-z]+:/.test(local)) return local
  const [file = '', section] = local.split('#')
  const path = posix.join(folder, file)
  const chapter = chapters.find(({ source }) => source === path || source === posix.join(path, 'README.md'))
  if (!chapter) return null
  return `${guidePath}/${chapter.name}${section ? `#${section}` : ''}`
}

const listChapters = (all: RenderedChapter[], current: string | null): string => {
  const items = all.map(({ name, title, headings }) => {
    if (name !== current) return `<li><a href="${guidePath}/${name}">${title}</a></li>`
    const sections = headings
      .filter(({ depth }) => depth === 2)
      .map(({ id, html }) => `<li><a href="#${id}">${html}</a></li>`)
    const inner = sections.length > 0 ? `<ul>${sections.join('')}</ul>` : ''
    return `<li><a href="${guidePath}/${name}" aria-current="page">${title}</a>${inner}</li>`
  })
  return `<ul>${items.join('')}</ul>`
}

const listContents = (all: RenderedChapter[]): string => {
  const parts = all.map(({ name, title, headings }) => {
    const sections = headings
      .filter(({ depth }) => depth === 2)
      .map(({ id, html }) => `<li><a href="${guidePath}/${name}#${id}">${html}</a></li>`)
    return `<h2><a href="${guidePath}/${name}">${title}</a></h2><ul>${sections.join('')}</ul>`
  })
  return `<h1>Guide</h1><p>The manual of this server. Everything here is also in the project's Markdown files.</p>${parts.join('')}`
}

const fillSlots = (shell: string, slots: Record<string, string>): string =>
  shell.replace(/\{\{(\w+)\}\}/g, (slot, name: string) => slots[name] ?? slot)
