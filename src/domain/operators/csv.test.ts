import { expect, test } from 'bun:test'
import { toCsv } from './csv.ts'

const cells = (...values: (string | number | null)[]) => toCsv([values]).slice(1).replace(/\r\n$/, '')

test('a text that a spreadsheet would run as a formula gets an apostrophe', () => {
  expect(cells('=1+1', '+66 81', '-2', '@SUM(A1)', '\t=1', '＝1')).toBe(
    "'=1+1,'+66 81,'-2,'@SUM(A1),'\t=1,'＝1",
  )
})

test('numbers stay numbers, and nothing stays empty', () => {
  expect(cells(-900, 0.5, null, 'plain')).toBe('-900,0.5,,plain')
})

test('commas, quotes and line breaks are quoted', () => {
  expect(cells('a,b', 'say "no"', 'a\nb', '=HYPERLINK("x")')).toBe(
    '"a,b","say ""no""","a\nb","\'=HYPERLINK(""x"")"',
  )
})

test('the file begins with the mark of UTF-8, and its lines end as RFC 4180 wants', () => {
  expect(toCsv([['ก'], ['b']])).toBe('\u{feff}ก\r\nb\r\n')
})
