import { describe, expect, test } from 'bun:test'
import { renderMarkdown } from './markdown.ts'

const render = (text: string) =>
  renderMarkdown(text, {
    hrefOf: href => (href === 'nowhere.md' ? null : `/to/${href}`),
    srcOf: src => `/assets/${src}`,
  })

describe('renderMarkdown', () => {
  test('names headings as GitHub does, a repeated one with a number', () => {
    const { headings } = render("# A `tick` & Bob's 2nd_try: ความรัก\n\n## Twice\n\n## Twice\n")
    expect(headings.map(({ id, depth }) => [id, depth])).toEqual([
      ['a-tick--bobs-2nd_try-ความรัก', 1],
      ['twice', 2],
      ['twice-1', 2],
    ])
  })

  test('gives each heading a link to itself', () => {
    expect(render('## Twice').html).toContain('<h2 id="twice">Twice<a class="anchor" href="#twice"')
  })

  test('asks where a link leads, and shows only the text of one that leads nowhere', () => {
    expect(render('[here](a.md?x=1&y=2)').html).toContain('<a href="/to/a.md?x=1&amp;y=2">here</a>')
    expect(render('[*there*](nowhere.md)').html).toBe('<p><em>there</em></p>\n')
  })

  test('asks where a picture is', () => {
    expect(render('![A "chart"](a.svg)').html).toContain(
      '<img src="/assets/a.svg" alt="A &quot;chart&quot;" />',
    )
  })

  test('keeps code as text', () => {
    expect(render('```sh\ncurl <url> && echo\n```').html).toContain(
      '<code>curl &lt;url&gt; &amp;&amp; echo</code>',
    )
  })

  test('keeps the alignment and the marks of a table', () => {
    const { html } = render('| a | b |\n| --- | ---: |\n| `1` | **2** |\n')
    expect(html).toContain(
      '<tbody><tr><td><code>1</code></td><td class="right"><strong>2</strong></td></tr></tbody>',
    )
  })
})
