import { describe, expect, test } from 'bun:test'
import { readConfig } from '../../src/config.ts'
import { gigStatuses } from '../../src/domain/gigs/gig.ts'
import { serviceFeePercent } from '../../src/domain/transactions/rules.ts'
import { transactionStatuses } from '../../src/domain/transactions/transaction.ts'
import { maxFileBytes } from '../../src/domain/uploads/rules.ts'
import { errorCatalogue, errorCodes } from '../../src/errors.ts'
import { fileBody, jsonBody } from '../../src/http/body.ts'
import { socketLimits } from '../../src/realtime/limits.ts'
import { blocksOf } from '../support/markdown.ts'

const read = (name: string) => Bun.file(`src/pages/guide/${name}`).text()

/** The cells of every row of every table, without spaces around them. */
const rowsOf = (page: string): string[][] =>
  [...page.matchAll(/^\|(.*)\|$/gm)].map(([, row = '']) => row.split('|').map(cell => cell.trim()))

/** The second cells of the rows that begin with a text. */
const limitsOf = (page: string) => new Map(rowsOf(page).map(([what = '', limit = '']) => [what, limit]))

describe('the page of errors', () => {
  test('has a row for each code of the catalogue, below its status', async () => {
    const sections = (await read('errors.md')).split(/^## /m)
    const found = sections.flatMap(section => {
      const [heading = ''] = section.split('\n')
      return rowsOf(section).flatMap(row => {
        const code = row[0]?.match(/^`(\w+)`$/)?.[1]
        const status = row.find(cell => /^\d{3}$/.test(cell)) ?? heading.slice(0, 3)
        const isExplained = row.every(cell => cell !== '')
        return code === undefined ? [] : [`${code} ${status} ${isExplained}`]
      })
    })
    const wanted = errorCodes.map(code => `${code} ${errorCatalogue[code].status} true`)
    expect(found.sort()).toEqual(wanted.sort())
  })

  test('makes each code of the catalogue happen', async () => {
    const shown = blocksOf(await read('errors.md'))
      .filter(({ language }) => language === 'text')
      .flatMap(({ text }) => text.split('\n'))
    expect(errorCodes.filter(code => !shown.includes(code))).toEqual([])
  })

  test('asks for an error only where nothing else makes it happen', async () => {
    const page = await read('errors.md')
    const asked = [...page.matchAll(/^prefer (\w+)$/gm)].map(([, code = '']) => code)
    expect(asked).toEqual([
      'USER_DISABLED',
      'ORIGIN_NOT_ALLOWED',
      'ACCOUNT_DISABLED',
      'REQUEST_TIMEOUT',
      'MONEY_HELD',
      'STORAGE_QUOTA_EXCEEDED',
      'RATE_LIMITED',
    ])
  })
})

describe('the page of the flow', () => {
  test('draws every status of a gig and of a payment once', async () => {
    const [, gig = '', payment = ''] = (await read('flow.svg')).split('<g id=')
    const drawn = (group: string) =>
      [...group.matchAll(/class="state"[^>]*>(\w+)</g)].map(([, status = '']) => status)
    expect(drawn(gig).sort()).toEqual([...gigStatuses].sort())
    expect(drawn(payment).sort()).toEqual([...transactionStatuses].sort())
  })

  test('says each status of the picture in its text alternative', async () => {
    const alternative = (await read('flow.md')).match(/!\[([^\]]*)\]/)?.[1] ?? ''
    const statuses = [...gigStatuses, ...transactionStatuses]
    expect(statuses.filter(status => !alternative.includes(status))).toEqual([])
  })

  test('draws and lists the same operations', async () => {
    const [drawing, page] = await Promise.all([read('flow.svg'), read('flow.md')])
    const drawn = new Set([...drawing.matchAll(/>([a-z]+[A-Z]\w+)</g)].map(([, name = '']) => name))
    const listed = new Set(
      rowsOf(page).flatMap(([, , operation = '']) => operation.match(/\w+[A-Z]\w+/g) ?? []),
    )
    listed.delete('createGig')
    expect([...drawn].sort()).toEqual([...listed].sort())
  })

  test('names the fee', async () => {
    expect(await read('flow.md')).toContain(`fee of ${serviceFeePercent} %`)
  })
})

test('the page of limits has the numbers of the code and the settings', async () => {
  const kib = (bytes: number) => `${bytes / 1024} KiB`
  const config = readConfig({}, 'production')
  const limits = limitsOf(await read('limits.md'))
  const wanted = {
    'registrations, logins, refreshes': `${config.rateLimitAuth}* each`,
    'uploads of all kinds': `${config.rateLimitUploads}*`,
    'everything else': `${config.rateLimitOther}*`,
    'a JSON body or the login form': kib(jsonBody.maxBytes),
    'an upload: the picture and the form around it': `${maxFileBytes / 1024 ** 2} MiB and ${kib(fileBody(0).maxBytes)}`,
    'size of the file': `${maxFileBytes / 1024 ** 2} MiB`,
    'files of a user': `${config.quotaFiles}*`,
    "size of a user's files together": `${config.quotaMib}* MiB`,
    'sockets of a user, all kinds together': `${socketLimits.maxSocketsPerUser}`,
    'size of a frame': kib(socketLimits.maxFrameBytes),
    'frames of a user, all sockets together': `${socketLimits.framesPerSecond} a second, ${socketLimits.maxFramesAtOnce} at once`,
    'unread bytes for a slow client': kib(socketLimits.maxBacklogBytes),
  }
  expect(Object.fromEntries(Object.keys(wanted).map(what => [what, limits.get(what)]))).toEqual(wanted)
})
