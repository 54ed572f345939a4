import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { onFirstUse, pageFiles } from '../../src/pages/find-page.ts'
import { renderGuide } from '../../src/pages/guide.ts'
import { chapters, guidePath } from '../../src/pages/guide-chapters.ts'
import { Client } from '../support/client.ts'
import { temporaryFolder } from '../support/process.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
/** The HTML of every page of the guide by its path. */
let guide: Map<string, string>

beforeAll(async () => {
  server = await startTestServer({ mode: 'demo' })
  const files = (await pageFiles()).filter(({ path }) => path.startsWith(guidePath))
  guide = new Map(await Promise.all(files.map(async ({ path, body }) => [path, await body.text()] as const)))
})
afterAll(() => server.stop())

const allOf = (html: string, attribute: string) =>
  [...html.matchAll(new RegExp(`\\s${attribute}="([^"]*)"`, 'g'))].map(([, value = '']) => value)

describe('the guide', () => {
  test('has a page for every chapter, and one that lists them', () => {
    expect([...guide.keys()].sort()).toEqual(
      [guidePath, ...chapters.map(({ name }) => `${guidePath}/${name}`)].sort(),
    )
    const index = guide.get(guidePath) ?? ''
    for (const { name, source } of chapters) {
      expect([source, existsSync(source)]).toEqual([source, true])
      expect(allOf(index, 'href')).toContain(`${guidePath}/${name}`)
    }
  })

  test('has no link to a page or a section that there is not', async () => {
    const dead: string[] = []
    for (const [path, html] of guide) {
      for (const href of allOf(html, 'href')) {
        if (/^(https?|mailto):/.test(href)) continue
        const { pathname, hash } = new URL(href, `http://server${path}`)
        const section = decodeURIComponent(hash.slice(1))
        const target = guide.get(pathname)
        const isGood = target
          ? section === '' || allOf(target, 'id').includes(section)
          : (await fetch(server.url + pathname)).ok
        if (!isGood) dead.push(`${path}: ${href}`)
      }
    }
    expect(dead).toEqual([])
  })

  test('names every section once', () => {
    for (const [path, html] of guide) {
      const ids = allOf(html, 'id')
      expect([path, ids.filter((id, at) => ids.indexOf(id) !== at)]).toEqual([path, []])
    }
  })

  test('turns a link from one Markdown file to another into one between pages', () => {
    expect(guide.get(`${guidePath}/start`)).toMatch(/<a href="\/docs\/guide\/inside(#[^"]*)?">/)
  })

  test('loads pictures from the server alone', () => {
    for (const [path, html] of guide) {
      const strays = allOf(html, 'src').filter(src => !src.startsWith('/assets/'))
      expect([path, strays]).toEqual([path, []])
    }
  })

  test('has every picture that its chapters show', async () => {
    const missing: string[] = []
    for (const { source } of chapters) {
      const text = await Bun.file(source).text()
      for (const [, src = ''] of text.matchAll(/!\[[^\]]*\]\(([^)\s]+)\)/g))
        if (!existsSync(join(source, '..', src))) missing.push(`${source}: ${src}`)
    }
    expect(missing).toEqual([])
  })

  test('describes a picture that is missing, and has every page', async () => {
    const folder = temporaryFolder()
    try {
      for (const { source } of chapters) await Bun.write(join(folder.path, source), Bun.file(source))
      const files = await renderGuide('{{text}}', folder.path)
      expect(files.map(({ path }) => path).sort()).toEqual([...guide.keys()].sort())
      const start = await files.find(({ path }) => path === `${guidePath}/start`)?.body.text()
      expect(start).toContain('The console with three phones')
      expect(start).not.toContain('<img')
    } finally {
      folder.remove()
    }
  })

  test('lists its chapters beside each, with the sections of the present one and no deeper', async () => {
    const sectionsIn = async (source: string) =>
      [...(await Bun.file(source).text()).replace(/^```.*?^```/gms, '').matchAll(/^## /gm)].length
    const lists = new Map<string, string>()
    for (const { path, body } of await renderGuide('{{title}} {{chapters}} {{nothing}}'))
      lists.set(path, await body.text())
    const countIn = (html: string, pattern: RegExp) => [...html.matchAll(pattern)].length
    for (const { name, title, source } of chapters) {
      const html = lists.get(`${guidePath}/${name}`) ?? ''
      expect(html).toStartWith(`${title} · Chayenity `)
      expect(html).toEndWith(' {{nothing}}')
      expect([name, countIn(html, /aria-current="page"/g), countIn(html, /<a href="#/g)]).toEqual([
        name,
        1,
        await sectionsIn(source),
      ])
      expect(html).toContain(`<a href="${guidePath}/${name}" aria-current="page">${title}</a>`)
    }
    expect(countIn(lists.get(guidePath) ?? '', /aria-current|<a href="#/g)).toBe(0)
    const contents = guide.get(guidePath) ?? ''
    for (const { name, source } of chapters)
      expect([name, countIn(contents, new RegExp(`href="${guidePath}/${name}#`, 'g'))]).toEqual([
        name,
        await sectionsIn(source),
      ])
  })

  test('is linked from the welcome and from the documentation of the API', async () => {
    const welcome = await new Client(server.url).get<{ guide: string }>('/')
    expect(welcome.body.guide).toBe(guidePath)
    expect(await (await fetch(`${server.url}/docs`)).text()).toContain(`href="${guidePath}"`)
  })
})

test('pages that could not be made are made at the next request', async () => {
  const [file] = await pageFiles()
  if (!file) throw new Error('There are no pages.')
  let attempts = 0
  const find = onFirstUse(async () => {
    attempts += 1
    if (attempts === 1) throw new Error('A file is missing.')
    return [file]
  })
  await expect(find()).rejects.toThrow('A file is missing.')
  expect([...(await find()).keys()]).toEqual([file.path])
  await find()
  expect(attempts).toBe(2)
})
