import { expect, test } from 'bun:test'
import { pictureUrl } from '../../../src/pages/shared/picture-url.ts'

test('a picture of an upload is asked for by the way on which the page reaches the server', () => {
  expect(pictureUrl('https://api.example.com/x/api/upload/1-2.jpg', 144, '/base')).toBe(
    '/base/api/upload/1-2.jpg?w=144',
  )
})

test('a picture of another server is never loaded', () => {
  for (const url of ['https://example.com/cat.jpg', 'javascript:alert(1)', 'nonsense', ''])
    expect([url, pictureUrl(url, 144, '')]).toEqual([url, null])
})
