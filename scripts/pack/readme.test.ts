import { expect, test } from 'bun:test'
import { readmeForPackage } from './readme.ts'

const links = (text: string) => [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, href = '']) => href)

test('links of the README lead to the guide of a demo in the package, or are only their text', () => {
  const text =
    '[Recipes](../pages/guide/recipes.md), [a world](../dev/README.md#worlds), [the app](../pages/app/app.tsx)'
  expect(readmeForPackage(text, 'src/client')).toBe(
    '[Recipes](http://127.0.0.1:8000/docs/guide/recipes), [a world](http://127.0.0.1:8000/docs/guide/development#worlds), the app',
  )
})

test('links to other sites and to sections of the README stay as they are', () => {
  const text = '[ws](https://www.npmjs.com/package/ws) and [below](#live-events)'
  expect(readmeForPackage(text, 'src/client')).toBe(text)
})

test('the README of the package links to nothing that is only in the source', async () => {
  const text = readmeForPackage(await Bun.file('src/client/README.md').text(), 'src/client')
  expect(links(text).filter(href => !/^(https?:|#)/.test(href))).toEqual([])
})
