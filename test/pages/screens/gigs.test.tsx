import { afterEach, beforeEach, describe, expect, jest, mock, setSystemTime, test } from 'bun:test'
import { useState } from 'preact/hooks'
import type { Gig, GigEvent } from '../../../src/client/index.ts'
import { createClient } from '../../../src/client/index.ts'
import { FilterPanel } from '../../../src/pages/app/gigs/filter-panel.tsx'
import { FoundList } from '../../../src/pages/app/gigs/found-list.tsx'
import { GigActions } from '../../../src/pages/app/gigs/gig-actions.tsx'
import { GigCard } from '../../../src/pages/app/gigs/gig-card.tsx'
import { GigPeople } from '../../../src/pages/app/gigs/gig-people.tsx'
import { GigPictures } from '../../../src/pages/app/gigs/gig-pictures.tsx'
import { GigPreview } from '../../../src/pages/app/gigs/gig-preview.tsx'
import { MyGigsScreen } from '../../../src/pages/app/gigs/my-gigs-screen.tsx'
import { PicturesField } from '../../../src/pages/app/gigs/pictures-field.tsx'
import { type Filters, noFilters } from '../../../src/pages/app/gigs/search.ts'
import { SearchBar } from '../../../src/pages/app/gigs/search-bar.tsx'
import { readStart } from '../../../src/pages/app/gigs/use-finder.ts'
import {
  type FoundGigs,
  pinsOf,
  searchCenterOf,
  useFoundGigs,
} from '../../../src/pages/app/gigs/use-found-gigs.ts'
import { useMapPins } from '../../../src/pages/app/gigs/use-map-pins.ts'
import { basePath } from '../../../src/pages/shared/base-path.ts'
import { forgetLoaded } from '../../../src/pages/shared/loading.ts'
import { gigOf } from '../app/gig-samples.ts'
import {
  answerWith,
  chooseFiles,
  happen,
  leavePages,
  type Part,
  press,
  settle,
  show,
  texts,
  useDocument,
  write,
} from './dom.tsx'
import { asPerson } from './session.tsx'

useDocument()
beforeEach(() => void setSystemTime(new Date('2025-10-01T10:30:00Z')))
afterEach(async () => {
  await leavePages()
  forgetLoaded()
  setSystemTime()
  mock.restore()
})

const helper = { ...gigOf({}).seeker, id: 'h', full_name: 'Mali', total_reviews: 3, is_verified: true }
const failure = (status: number) =>
  Response.json({ detail: 'No.', error_code: 'VALIDATION_ERROR', field_errors: {} }, { status })

describe('a gig in a list', () => {
  const card = async (change: Partial<Gig>, more: { isGone?: boolean; ownerId?: string } = {}) => {
    const page = await show(<GigCard gig={gigOf(change)} {...more} />)
    return { page, lines: texts(page, '.line'), chips: texts(page, '.chip') }
  }

  test('has its place, time, hours and seeker, and no status while it is open', async () => {
    const { page, lines, chips } = await card({ distance_km: 1.25 })
    expect(lines).toEqual(['1.25 km · Time to be agreed · 2 hours', 'Somchai ★ 5.05.0 of 5 stars'])
    expect([chips, page.one('a').get('class'), page.one('a').get('href')]).toEqual([
      [],
      'gig-card',
      '#/gigs/a',
    ])
    const timed = await card({ starts_at: '2025-10-05T03:00:00Z', duration_hours: 1 })
    expect(timed.lines[0]).toMatch(/^5 Oct 2025, \d\d:\d\d · 1 hour$/)
  })

  test('says that it is taken or gone', async () => {
    expect((await card({ status: 'IN_PROGRESS' })).chips).toEqual(['In progress'])
    const gone = await card({ status: 'IN_PROGRESS' }, { isGone: true })
    expect([gone.chips, gone.page.one('a').get('class')]).toEqual([['No longer there'], 'gig-card gone'])
  })

  test('names the other person and every status among one’s own', async () => {
    const own = await card({ helper }, { ownerId: 's' })
    expect([own.lines[1], own.chips]).toEqual(['Mali ★ 5.05.0 of 5 stars', ['Open']])
    expect(own.page.one('.chip').get('class')).toBe('chip pending')
    expect((await card({}, { ownerId: 's' })).lines).toHaveLength(1)
    expect((await card({ helper }, { ownerId: 'h' })).lines[1]).toStartWith('Somchai')
  })

  test('shows its first picture that is of this server, small', async () => {
    const { page } = await card({
      image_urls: ['https://example.com/a.jpg', 'http://localhost/api/upload/1.jpg'],
    })
    expect(page.one('img').get('src')).toEndWith('/api/upload/1.jpg?w=144')
    expect((await card({ image_urls: ['https://example.com/a.jpg'] })).page.all('.thumb')).toEqual([])
  })
})

test('the people of a gig are its seeker and, once there is one, its helper', async () => {
  expect(texts(await show(<GigPeople gig={gigOf({})} />), '.row')).toEqual(
    ['Asked for bySomchai★ 5.05.0 of 5 stars (0)'].map(text => `S${text}`),
  )
  const page = await show(<GigPeople gig={gigOf({ helper })} />)
  expect(texts(page, '.row')[1]).toBe('MDone byMaliVerified★ 5.05.0 of 5 stars (3)')
  expect(page.all('a').map(link => link.get('href'))).toEqual(['#/people/s', '#/people/h'])
})

test('the pictures of a gig are numbered from one, and none is no part of the page', async () => {
  expect((await show(<GigPictures gig={gigOf({})} />)).element.childNodes).toHaveLength(0)
  const image_urls = ['http://localhost/api/upload/1.jpg', 'http://localhost/api/upload/2.jpg']
  const page = await show(<GigPictures gig={gigOf({ image_urls })} />)
  expect(page.all('img').map(picture => [picture.get('alt'), picture.get('src')?.split('?')[1]])).toEqual([
    ['Picture 1', 'w=1280'],
    ['Picture 2', 'w=1280'],
  ])
})

describe('the preview of a pin', () => {
  test('asks for a gig that no list has, and says why it cannot be shown', async () => {
    answerWith(() => failure(404))
    const known = await show(asPerson(<GigPreview id="a" known={gigOf({})} onClose={() => {}} />).page)
    expect([known.all('.gig-card').length, known.all('.error-note').length]).toEqual([1, 0])
    forgetLoaded()
    const failed = await show(asPerson(<GigPreview id="a" known={undefined} onClose={() => {}} />).page)
    expect([failed.all('.gig-card').length, failed.all('.error-note').length]).toEqual([0, 1])
    answerWith(() => gigOf({ title: 'Asked' }))
    await press(failed.one('button', 'Try again'))
    expect(failed.one('.title').text).toBe('Asked')
  })
})

describe('the search bar', () => {
  const open = async (filters: Filters = noFilters) => {
    const changes: Filters[] = []
    const Page = () => {
      const [present, setPresent] = useState(filters)
      const change = (changed: Filters) => {
        changes.push(changed)
        setPresent(changed)
      }
      return <SearchBar filters={present} onChange={change} />
    }
    return { page: await show(<Page />), changes }
  }
  const search = (page: Part) => page.all('input').find(field => field.get('type') === 'search') ?? page

  test('counts the filters on its button, and has no badge for none', async () => {
    const { page } = await open()
    expect([page.all('.badge').length, page.one('button', 'Filters').get('aria-expanded')]).toEqual([
      0,
      'false',
    ])
    const { page: filtered } = await open({ ...noFilters, radiusKm: 5, order: 'newest' })
    expect([filtered.one('.badge').text, filtered.one('button', 'Filters: 2').text]).toEqual(['2', '2'])
    await press(filtered.one('button', 'Filters: 2'))
    expect(filtered.one('button', 'Filters: 2').get('aria-expanded')).toBe('true')
  })

  test('searches when the typing pauses, once, and at once at the Enter key', async () => {
    jest.useFakeTimers()
    try {
      const { page, changes } = await open()
      await write(search(page), 'so')
      expect(page.one('.note').text).toBe('Three letters or more.')
      jest.advanceTimersByTime(349)
      await write(search(page), 'sofa')
      expect(page.one('.note').text).toBe('')
      jest.advanceTimersByTime(349)
      expect(changes).toEqual([])
      jest.advanceTimersByTime(1)
      await settle()
      jest.advanceTimersByTime(1000)
      expect(changes.map(({ text }) => text)).toEqual(['sofa'])
      await write(search(page), 'bed')
      page.one('form').dispatch('submit')
      expect(changes.map(({ text }) => text)).toEqual(['sofa', 'bed'])
    } finally {
      jest.useRealTimers()
    }
  })

  test('clears the text with the filters', async () => {
    const { page, changes } = await open({ ...noFilters, text: 'sofa', radiusKm: 5 })
    await press(page.one('button', 'Clear filters'))
    expect([changes, search(page).value]).toEqual([[noFilters], ''])
  })
})

test('the filters are changed one at a time', async () => {
  const changes: Filters[] = []
  const page = await show(
    <FilterPanel filters={noFilters} onChange={changed => changes.push(changed)} onClear={() => {}} />,
  )
  const [radius, order] = page.all('select')
  const [least, most] = page.all('input')
  if (!radius || !order || !least || !most) throw new Error('A field is missing.')
  expect(texts(radius, 'option')).toEqual(['1 km', '2 km', '5 km', '10 km', '25 km', '50 km', '100 km'])
  await write(radius, '25', 'change')
  await write(order, 'budget', 'change')
  await write(order, 'nonsense', 'change')
  await write(least, '5', 'change')
  await write(most, '9', 'change')
  expect(changes).toEqual([
    { ...noFilters, radiusKm: 25 },
    { ...noFilters, order: 'budget' },
    noFilters,
    { ...noFilters, minBudget: '5' },
    { ...noFilters, maxBudget: '9' },
  ])
})

describe('the pictures of a new gig', () => {
  const open = async (start: string[], answer: () => unknown) => {
    const asked = answerWith(answer)
    const busy: boolean[] = []
    let latest = start
    const Page = () => {
      const [pictures, setPictures] = useState(start)
      latest = pictures
      return (
        <PicturesField
          pictures={pictures}
          error=""
          onChange={setPictures}
          onBusy={isBusy => busy.push(isBusy)}
        />
      )
    }
    const { page } = asPerson(<Page />)
    return { page: await show(page), asked, busy, pictures: () => latest }
  }
  const urls = (count: number) =>
    Array.from({ length: count }, (_, at) => `http://localhost/api/upload/${at}.jpg`)
  const choose = async (page: Part, count: number) => {
    const input = page.one('input')
    await chooseFiles(
      input,
      Array.from({ length: count }, (_, at) => new File(['x'], `${at}.png`)),
    )
    expect(input.value).toBe('')
  }

  test('are as many as the server takes, whatever was chosen', async () => {
    let uploads = 0
    const { page, asked, busy, pictures } = await open(urls(7), () => {
      uploads += 1
      return { url: `http://localhost/api/upload/new-${uploads}.jpg` }
    })
    await choose(page, 7)
    expect([asked.length, pictures().length, busy]).toEqual([3, 10, [true, false]])
    expect(page.all('input')).toEqual([])
    await press(page.one('button', 'Remove picture 10'))
    expect([pictures().length, page.all('input').length]).toEqual([9, 1])
    expect(
      page
        .all('img')
        .map(picture => picture.get('alt'))
        .slice(0, 2),
    ).toEqual(['Picture 1', 'Picture 2'])
  })

  test('are uploaded one after the other, with a grey place for each that is left', async () => {
    const answers: ((value: unknown) => void)[] = []
    const { page, pictures } = await open([], () => new Promise(resolve => void answers.push(resolve)))
    expect(page.one('.note').text).toBe('At most 10.')
    await choose(page, 2)
    expect([page.all('.ghost').length, answers.length, page.one('.note').text]).toEqual([2, 1, 'Uploading …'])
    answers[0]?.({ url: 'http://localhost/api/upload/1.jpg' })
    await settle()
    expect([page.all('.ghost').length, answers.length, pictures().length]).toEqual([1, 2, 1])
    answers[1]?.(failure(413))
    await settle()
    expect([page.all('.ghost').length, pictures().length, page.one('.error-note').text]).toEqual([
      0,
      1,
      'No.',
    ])
  })

  test('leave no room for more while the last places are being filled', async () => {
    const { page } = await open(urls(8), () => new Promise(() => {}))
    await choose(page, 2)
    expect(page.all('input')).toEqual([])
  })
})

describe('the actions of a gig', () => {
  const open = async (change: Partial<Gig>, { canReview = false, userId = 's' } = {}) => {
    const changes: Gig[] = []
    let reloads = 0
    const { page } = asPerson(
      <GigActions
        gig={gigOf(change)}
        canReview={canReview}
        onChange={gig => changes.push(gig)}
        onReload={() => {
          reloads += 1
        }}
      />,
      { id: userId },
    )
    return { page: await show(page), changes, reloads: () => reloads }
  }

  test('are the next step, and the chat and the payment where there are any', async () => {
    expect(texts((await open({}, { userId: 'x' })).page, 'button')).toEqual(['Accept this gig'])
    expect((await open({}, { userId: 'x' })).page.all('a')).toEqual([])
    const { page } = await open({
      status: 'ACCEPTED',
      helper_id: 'h',
      room_id: 'r',
      payment_status: 'PENDING',
    })
    expect(page.one('.step-note').text).toBe('Paid. The helper starts the work.')
    expect(page.all('a').map(link => [link.text, link.get('href')])).toEqual([
      ['Message', '#/chat/r'],
      ['Payment', '#/gigs/a/payment'],
    ])
    expect(texts(page, 'button')).toEqual(['Cancel the gig'])
  })

  test('accept it, and look again where somebody was faster', async () => {
    const asked = answerWith(() => ({ gig: gigOf({ status: 'ACCEPTED' }), room_id: 'r' }))
    const won = await open({}, { userId: 'x' })
    await press(won.page.one('button', 'Accept this gig'))
    expect([asked[0]?.path, won.changes[0]?.status, won.reloads()]).toEqual([
      '/api/gigs/a/accept',
      'ACCEPTED',
      0,
    ])
    answerWith(() => failure(400))
    const lost = await open({}, { userId: 'x' })
    await press(lost.page.one('button', 'Accept this gig'))
    expect([lost.changes, lost.reloads(), lost.page.one('.error-note').text]).toEqual([[], 1, 'No.'])
  })

  test('move it on by the helper', async () => {
    const asked = answerWith(() => gigOf({ status: 'IN_PROGRESS' }))
    const { page, changes } = await open({ status: 'ACCEPTED', helper_id: 'h' }, { userId: 'h' })
    await press(page.one('button', 'Start the work'))
    expect([asked[0]?.body, changes.length]).toEqual([{ status: 'IN_PROGRESS' }, 1])
    const done = await open({ status: 'IN_PROGRESS', helper_id: 'h' }, { userId: 'h' })
    await press(done.page.one('button', 'The work is done'))
    expect(asked.at(-1)?.body).toEqual({ status: 'COMPLETED' })
  })

  test('lead to the review', async () => {
    location.hash = ''
    const { page } = await open(
      { status: 'COMPLETED', helper_id: 'h', payment_status: 'COMPLETED' },
      { canReview: true },
    )
    await press(page.one('button', 'Write a review'))
    expect(location.hash).toBe('#/gigs/a/review')
    location.hash = ''
  })

  test('pay after a question that names the fee, and say when the payment is declined', async () => {
    const { page, reloads } = await open({ status: 'ACCEPTED', helper_id: 'h' })
    let status = 'FAILED'
    const asked = answerWith(({ path }) =>
      path.includes('fee') ? { net_amount: 475, service_fee_amount: 25 } : { id: 't', status },
    )
    await press(page.one('button', 'Pay into the escrow'))
    const dialog = page.one('dialog')
    expect(dialog.one('h2').text).toBe('Pay ฿500 into the escrow?')
    expect(dialog.one('p').text).toBe(
      'The money is held until you release it. Then the helper receives ฿475; the fee is ฿25.',
    )
    expect(texts(dialog, 'button')).toEqual(['Not yet', 'Pay into the escrow'])
    expect(dialog.one('button', 'Pay into the escrow').get('class')).toBe('button main')
    await press(dialog.one('button', 'Pay into the escrow'))
    expect([asked.at(-1)?.body, reloads(), dialog.one('.error-note').text]).toEqual([
      { gig_id: 'a' },
      1,
      'The payment was declined.',
    ])
    status = 'PENDING'
    await press(dialog.one('button', 'Pay into the escrow'))
    expect([reloads(), page.all('dialog').length]).toEqual([2, 0])
  })

  test('release the money, withdraw and cancel, each after a question', async () => {
    const asked = answerWith(({ method }) =>
      method === 'DELETE' ? { message: 'Gone.' } : { ...gigOf({}), id: 't1' },
    )
    const release = await open({ status: 'COMPLETED', helper_id: 'h', payment_status: 'PENDING' })
    await press(release.page.one('button', 'Release the money'))
    expect(release.page.one('dialog').one('p').text).toBe(
      'Do so when the work is done. It cannot be taken back.',
    )
    await press(release.page.one('dialog').one('button', 'Release the money'))
    expect([asked.at(-1)?.path.includes('t1'), release.reloads()]).toEqual([true, 1])
    const cancel = await open({ status: 'ACCEPTED', helper_id: 'h' })
    await press(cancel.page.one('button', 'Cancel the gig'))
    const dialog = cancel.page.one('dialog')
    expect(texts(dialog, 'button')).toEqual(['Keep it', 'Cancel the gig'])
    expect(dialog.one('button', 'Cancel the gig').get('class')).toBe('button danger')
    await press(dialog.one('button', 'Cancel the gig'))
    expect([asked.at(-1)?.body, cancel.changes.length]).toEqual([{ status: 'CANCELLED' }, 1])
    const withdraw = await open({})
    expect(withdraw.page.one('a', 'Change').get('href')).toBe('#/gigs/a/edit')
    await press(withdraw.page.one('button', 'Withdraw'))
    expect(withdraw.page.one('dialog').one('p').text).toBe('It disappears for everybody.')
    expect(withdraw.page.one('dialog').all('button')[1]?.get('class')).toBe('button danger')
  })
})

describe('one’s own gigs', () => {
  test('are those of a role and a status, and are loaded again by news that are no message', async () => {
    const asked = answerWith(() => ({ gigs: [gigOf({})], total_count: 1 }))
    const { page: screen, notify } = asPerson(<MyGigsScreen />)
    const page = await show(screen)
    const query = () => asked.at(-1)?.path.split('?')[1]
    expect([query(), page.one('.chip').text]).toEqual(['skip=0&limit=20', 'Open'])
    const [, posted] = page.all('input')
    if (posted) await write(posted, '', 'change')
    expect(query()).toBe('role=seeker&skip=0&limit=20')
    await write(page.one('select'), 'ACCEPTED', 'change')
    expect(query()).toBe('role=seeker&status=ACCEPTED&skip=0&limit=20')
    const before = asked.length
    const news = { id: 'n', text: '', gig_id: 'a', room_id: null, review_id: null, transaction_id: null }
    notify({ ...news, type: 'new_message', is_read: false, created_at: '' })
    await settle()
    expect(asked.length).toBe(before)
    notify({ ...news, type: 'gig_accepted', is_read: false, created_at: '' })
    await settle()
    expect(asked.length).toBe(before + 1)
    await leavePages()
    const again = await show(asPerson(<MyGigsScreen />).page)
    expect([query(), again.all('input').map(({ checked }) => checked), again.one('select').value]).toEqual([
      'role=seeker&status=ACCEPTED&skip=0&limit=20',
      [false, true, false],
      'ACCEPTED',
    ])
    await write(again.one('select'), '', 'change')
    expect(query()).toBe('role=seeker&skip=0&limit=20')
    const [all] = again.all('input')
    if (all) await write(all, '', 'change')
  })
})

const clientHere = () => createClient({ baseUrl: location.origin + basePath, retries: 0 })
const appeared = (change: Partial<Gig>): GigEvent => ({ type: 'gig_appeared', data: { gig: gigOf(change) } })
const gone = (gig_id: string): GigEvent => ({ type: 'gig_gone', data: { gig_id } })

describe('the gigs that a search finds', () => {
  const open = async () => {
    const asked = answerWith(() => ({ gigs: [gigOf({})], total_count: 1 }))
    const client = clientHere()
    let latest: FoundGigs | null = null
    const Page = ({ radiusKm = 10 }: { radiusKm?: number }) => {
      latest = useFoundGigs(client, { ...noFilters, radiusKm }, { latitude: 1, longitude: 2 })
      return <FoundList found={latest} isLarge={false} onToggle={() => {}} />
    }
    const found = () => {
      if (!latest) throw new Error('The list was not shown.')
      return latest
    }
    const page = await show(<Page />)
    const hear = async (event: GigEvent) => {
      found().apply(event)
      await settle()
    }
    return { page, asked, found, hear, Page }
  }

  test('are counted, and those that are posted meanwhile wait behind a button', async () => {
    const { page, asked, hear } = await open()
    expect(page.one('.found-head').text).toBe('1 open gig near here')
    await hear(appeared({ id: 'b' }))
    expect(page.one('button', 'Show 1 new gig')).toBeDefined()
    await hear(appeared({ id: 'c' }))
    expect(page.one('button', 'Show 2 new gigs')).toBeDefined()
    await hear(appeared({ id: 'a' }))
    await hear(appeared({ id: 'd', status: 'ACCEPTED' }))
    await hear({ type: 'gig_changed', data: { gig: gigOf({ id: 'e' }) } })
    expect(page.one('button', 'Show 2 new gigs')).toBeDefined()
    await hear(gone('c'))
    const before = asked.length
    await press(page.one('button', 'Show 1 new gig'))
    expect([asked.length, page.one('.found-head').all('button').length]).toEqual([before + 1, 1])
  })

  test('stay where they are when they go, until the list is another', async () => {
    const { page, hear, found, Page } = await open()
    await hear(gone('a'))
    await hear(appeared({ id: 'b' }))
    expect([texts(page, '.chip'), found().newCount]).toEqual([['No longer there'], 1])
    await show(<Page radiusKm={25} />, page)
    expect([texts(page, '.chip'), found().newCount, found().gone.size]).toEqual([[], 0, 0])
    await hear(gone('a'))
    found().reload()
    await settle()
    expect(texts(page, '.chip')).toEqual([])
  })

  test('are pins while they are open and there', () => {
    const gigs = [gigOf({}), gigOf({ id: 'b', status: 'ACCEPTED' }), gigOf({ id: 'c' })]
    expect(pinsOf(gigs, new Set(['c']), budget => `${budget}`)).toEqual([
      { id: 'a', title: 'Move a sofa', text: '500', latitude: 13.7563, longitude: 100.5018 },
    ])
  })

  test('are looked for around a place to ten metres', () => {
    expect(searchCenterOf({ center: { latitude: 13.756_34, longitude: 100.501_86 } })).toEqual({
      latitude: 13.7563,
      longitude: 100.5019,
    })
  })
})

describe('the list of found gigs', () => {
  test('changes places with the map by its button, and is grey while it is old', async () => {
    let toggles = 0
    const pages = { items: [], isLoaded: true, total: 3, hasMore: false, isWaiting: false, error: null }
    const more = { loadMore: () => {}, reload: () => {}, set: () => {} }
    const found = (isOld: boolean): FoundGigs => ({
      ...{ key: 'k', gone: new Set(), newCount: 0, apply: () => {}, reload: () => {} },
      pages: { ...pages, ...more, isOld },
    })
    const open = (isLarge: boolean, isOld = false) =>
      show(
        <FoundList
          found={found(isOld)}
          isLarge={isLarge}
          onToggle={() => {
            toggles += 1
          }}
        />,
      )
    await press((await open(false)).one('button', 'Show the list'))
    await press((await open(true)).one('button', 'Show the map'))
    expect(toggles).toBe(2)
    expect((await open(false, true)).all('.old')).toHaveLength(1)
    expect((await open(false)).all('.old')).toHaveLength(0)
  })
})

describe('the pins and clusters of the map', () => {
  const box = { west: 100, south: 13, east: 101, north: 14 }
  const feature = (count: number, gig_id: string | null) => ({
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [100.5, 13.5] },
    properties: { count, gig_id, title: gig_id, budget: 5 },
  })
  const open = async (features: object[]) => {
    const asked = answerWith(() => ({ type: 'FeatureCollection', features, total_count: 1 }))
    const client = clientHere()
    let latest: ReturnType<typeof useMapPins> | null = null
    const Page = ({ view = box }: { view?: typeof box | null }) => {
      latest = useMapPins(client, view)
      return (
        <p>{[...latest.pins.map(({ id }) => id), ...latest.clusters.map(({ count }) => count)].join(' ')}</p>
      )
    }
    const page = await show(<Page />)
    const hear = async (event: GigEvent) => {
      latest?.apply(event)
      await settle()
    }
    return { page, asked, hear, Page, pulses: () => latest?.pulses }
  }

  test('follow each event where gigs stand alone, and count what happens to a gig', async () => {
    const { page, asked, hear, pulses } = await open([feature(1, 'a')])
    await hear(appeared({ id: 'b' }))
    expect(page.text).toBe('a b')
    await hear(gone('a'))
    expect([page.text, asked.length]).toEqual(['b', 1])
    await hear(appeared({ id: 'b' }))
    expect([...(pulses() ?? [])]).toEqual([['b', 2]])
  })

  test('are counted again five seconds after the first of some events, once', async () => {
    jest.useFakeTimers()
    try {
      const { asked, hear } = await open([feature(5, null)])
      const countAfter = async (ms: number) => {
        await happen(() => jest.advanceTimersByTime(ms))
        return asked.length
      }
      await hear(appeared({ id: 'b' }))
      await countAfter(3000)
      await hear(gone('a'))
      expect([await countAfter(1999), await countAfter(1), await countAfter(10_000)]).toEqual([1, 2, 2])
      await hear(gone('b'))
      await leavePages()
      expect(await countAfter(10_000)).toBe(2)
    } finally {
      jest.useRealTimers()
    }
  })

  test('are none before the map has a place', async () => {
    const { Page, asked } = await open([])
    const before = asked.length
    forgetLoaded()
    expect((await show(<Page view={null} />)).text).toBe('')
    expect(asked.length).toBe(before)
  })
})

test('the map begins where it was left, and in Bangkok where nobody can read where that was', () => {
  const kept = { latitude: -90, longitude: 180, zoom: 3 }
  const bangkok = { center: { latitude: 13.7563, longitude: 100.5018 }, zoom: 13 }
  expect(readStart(JSON.stringify(kept))).toEqual({ center: { latitude: -90, longitude: 180 }, zoom: 3 })
  for (const change of [
    { latitude: 90.1 },
    { longitude: -180.1 },
    { zoom: 2.9 },
    { zoom: '4' },
    { latitude: 'x' },
  ])
    expect([change, readStart(JSON.stringify({ ...kept, ...change }))]).toEqual([change, bangkok])
  for (const text of [null, '', '{', '[]']) expect([text, readStart(text)]).toEqual([text, bangkok])
})
