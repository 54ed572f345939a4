import { afterEach, describe, expect, test } from 'bun:test'
import { ChayenityError } from '../../../src/client/index.ts'
import { Avatar } from '../../../src/pages/shared/avatar.tsx'
import { Button } from '../../../src/pages/shared/button.tsx'
import { ErrorNote, fieldErrorOf } from '../../../src/pages/shared/error-note.tsx'
import { Field } from '../../../src/pages/shared/field.tsx'
import { useKeptScroll } from '../../../src/pages/shared/kept-scroll.ts'
import { LanguageProvider, LanguageSwitch } from '../../../src/pages/shared/language.tsx'
import { PagedList } from '../../../src/pages/shared/list.tsx'
import { forgetLoaded, useAction, useLoaded } from '../../../src/pages/shared/loading.ts'
import { type Pages, usePages } from '../../../src/pages/shared/pages.ts'
import { PersonaText } from '../../../src/pages/shared/persona-text.tsx'
import { Picture } from '../../../src/pages/shared/picture.tsx'
import { Question } from '../../../src/pages/shared/question.tsx'
import { Stars } from '../../../src/pages/shared/stars.tsx'
import { Time } from '../../../src/pages/shared/time.tsx'
import { Waiting } from '../../../src/pages/shared/waiting.tsx'
import { inThai, leavePages, press, settle, show, useDocument, write } from './dom.tsx'

useDocument()
afterEach(async () => {
  await leavePages()
  forgetLoaded()
})

const failure = (status: number, more: object = {}) =>
  new ChayenityError('The server says no.', { status, code: 'VALIDATION_ERROR', ...more })

describe('a button', () => {
  test('does its work at a tap, and nothing while it is busy', async () => {
    let taps = 0
    const tap = () => {
      taps += 1
    }
    await press((await show(<Button onClick={tap}>Go</Button>)).one('button'))
    const busy = await show(
      <Button isBusy onClick={tap}>
        Go
      </Button>,
    )
    expect(busy.one('button').dispatch('click')).toBe(false)
    expect([taps, busy.text]).toEqual([1, 'GoPlease wait …'])
  })

  test('is a main one that sends no form, unless it is said otherwise', async () => {
    const button = (await show(<Button>Go</Button>)).one('button')
    expect([
      button.get('class'),
      button.get('type'),
      button.get('disabled'),
      button.get('aria-busy'),
    ]).toEqual(['button main', 'button', null, 'false'])
    const wide = await show(
      <Button kind="danger" isWide>
        Go
      </Button>,
    )
    expect(wide.one('button').get('class')).toBe('button danger wide')
  })
})

describe('a note of what went wrong', () => {
  test('is nothing where nothing is wrong', async () => {
    for (const error of [null, undefined]) expect((await show(<ErrorNote error={error} />)).text).toBe('')
  })

  test('is the sentence and the hint of the server, and what is wrong with the fields after the first', async () => {
    const error = failure(422, { fieldErrors: { title: ['Too long.'], budget: ['Too low.', 'No number.'] } })
    expect((await show(<ErrorNote error={error} />)).text).toBe(
      'The server says no.budget: Too low. No number.',
    )
    expect((await show(<ErrorNote error={error} hasFields />)).text).toBe('The server says no.')
    const page = await show(<ErrorNote error={failure(400, { hint: 'Do so.' })} />)
    expect(page.text).toBe('The server says no.Do so.')
  })

  test('says after how long to try again only of too many requests', async () => {
    const textOf = async (status: number) =>
      (await show(<ErrorNote error={failure(status, { retryAfterSeconds: 7 })} />)).text
    expect(await textOf(429)).toBe('The server says no.Try again in 7 seconds.')
    expect(await textOf(503)).toBe('The server says no.')
  })

  test('has the sentence of the code before that of the server in Thai', async () => {
    const page = await show(inThai(<ErrorNote error={failure(422)} />))
    expect(page.text).toBe('ข้อมูลบางช่องขาดหรือไม่ถูกต้องThe server says no.')
    expect(page.all('p').map(part => [part.get('lang'), part.get('class')])).toEqual([
      [null, null],
      ['en', 'original'],
    ])
  })

  test('of a fault of the page itself names nothing, and offers what can be tried again', async () => {
    let tries = 0
    const retry = () => {
      tries += 1
    }
    const page = await show(<ErrorNote error={new TypeError('x is undefined')} onRetry={retry} />)
    expect(page.text).toBe('Something went wrong.Try again')
    await press(page.one('button'))
    expect(tries).toBe(1)
  })

  test('of a field is all its sentences', () => {
    const error = failure(422, { fieldErrors: { budget: ['Too low.', 'No number.'] } })
    expect(['budget', 'title'].map(field => fieldErrorOf(error, field))).toEqual(['Too low. No number.', ''])
    expect(fieldErrorOf(new Error('other'), 'budget')).toBe('')
  })
})

describe('a field', () => {
  const fieldWith = (error?: string) => (
    <Field id="title" label="Title" hint="Short." {...(error !== undefined && { error })}>
      <input id="title" />
    </Field>
  )

  test('has its hint below it until something is wrong', async () => {
    const page = await show(fieldWith())
    expect([page.text, page.one('div').get('class'), page.one('p').get('lang')]).toEqual([
      'TitleShort.',
      'field',
      null,
    ])
    const wrong = await show(fieldWith('Must be purple.'))
    expect([wrong.text, wrong.one('div').get('class'), wrong.one('p').get('lang')]).toEqual([
      'TitleMust be purple.',
      'field wrong',
      'en',
    ])
  })

  test('says in Thai what it can, and marks what stays English', async () => {
    const known = await show(inThai(fieldWith('This field is required.')))
    expect([known.one('p').text, known.one('p').get('lang')]).toEqual(['จำเป็นต้องกรอกช่องนี้', null])
    const unknown = await show(inThai(fieldWith('Must be purple.')))
    expect([unknown.one('p').text, unknown.one('p').get('lang')]).toEqual(['Must be purple.', 'en'])
  })
})

describe('the language of a page with a switch', () => {
  test('is kept under the name of the phone, and tells the browser', async () => {
    const kept = new Map([['phone-2:language', 'th']])
    const storage = {
      getItem: (name: string) => kept.get(name) ?? null,
      setItem: (name: string, value: string) => void kept.set(name, value),
    }
    const page = await show(
      <LanguageProvider storage={storage} storageKey="phone-2:language">
        <LanguageSwitch />
        <Waiting />
      </LanguageProvider>,
    )
    expect([page.text, document.documentElement.lang]).toEqual(['Englishกำลังโหลด …', 'th'])
    await press(page.one('button'))
    expect([page.text, document.documentElement.lang, kept.get('phone-2:language')]).toEqual([
      'ไทยLoading …',
      'en',
      'en',
    ])
    expect(page.one('button').get('lang')).toBe('th')
  })
})

describe('a picture', () => {
  const upload = 'http://localhost/api/upload/1.jpg'

  test('is asked for in twice its width, up to the largest that there is', async () => {
    const widthOf = async (width: number) =>
      (await show(<Picture url={upload} alt="A sofa" width={width} />)).one('img').get('src')?.split('?')[1]
    expect([await widthOf(320), await widthOf(1024), await widthOf(1500)]).toEqual([
      'w=640',
      'w=2048',
      'w=2048',
    ])
  })

  test('of another server is a link that names it, and one that is broken says what it was', async () => {
    const elsewhere = await show(<Picture url="https://example.com/cat.jpg" alt="" width={72} />)
    expect(elsewhere.one('a').text).toBe('Picture at example.com')
    expect((await show(<Picture url="nonsense" alt="" width={72} />)).text).toBe('Picture at nonsense')
    const page = await show(<Picture url={upload} alt="" width={72} />)
    page.one('img').dispatch('error')
    await settle()
    expect([page.all('img').length, page.one('span').get('aria-label')]).toEqual([0, 'Picture'])
  })

  test('of a person gives way to the first letter of the name', async () => {
    const person = { id: 'a', full_name: 'Mali', profile_image_url: upload }
    const page = await show(<Avatar person={person} />)
    expect([page.one('.avatar').get('class'), page.one('img').get('src')?.split('?')[1]]).toEqual([
      'avatar medium hue-1',
      'w=192',
    ])
    page.one('img').dispatch('error')
    await settle()
    expect([page.text, page.all('img').length]).toEqual(['M', 0])
    expect((await show(<Avatar person={{ ...person, profile_image_url: null }} size="small" />)).text).toBe(
      'M',
    )
  })
})

describe('what is written small', () => {
  test('are stars with one digit, and the number of reviews where it is known', async () => {
    expect((await show(<Stars rating={4.26} />)).text).toBe('★ 4.34.3 of 5 stars')
    expect((await show(<Stars rating={5} count={0} />)).text).toBe('★ 5.05.0 of 5 stars (0)')
  })

  test('is a time as long ago as it is, or as a moment of the year', async () => {
    const at = '2025-10-01T10:00:00.000000Z'
    const now = new Date().toISOString()
    expect((await show(<Time at={now} />)).text).toBe('now')
    expect((await show(<Time at={now} as="moment" />)).text).not.toBe('now')
    const page = await show(<Time at={at} />)
    expect([page.text, page.one('time').get('title')]).toEqual([page.text, page.text])
    expect(page.text).toContain('Oct 2025')
  })

  test('is whom a person of the demo plays, in English where nobody has translated it', async () => {
    const text = async (key: string) => {
      const page = await show(inThai(<PersonaText persona={{ key, description: 'a tester' }} />))
      return [page.text, page.one('span').get('lang')]
    }
    expect(await text('mali')).toEqual(['ผู้ช่วยที่รับงาน', null])
    expect(await text('other')).toEqual(['a tester', 'en'])
    const nothing = await show(<PersonaText persona={{ key: 'ann@example.com', description: '' }} />)
    expect(nothing.all('span')).toEqual([])
  })

  test('is one grey line for each that is waited for, three unless it is said', async () => {
    expect((await show(<Waiting />)).all('.ghost')).toHaveLength(3)
    expect((await show(<Waiting lines={1} />)).all('.ghost')).toHaveLength(1)
  })
})

describe('a question', () => {
  const ask = async (onYes: () => Promise<unknown>) => {
    let closed = 0
    const page = await show(
      <Question
        title="Sure?"
        yes="Yes"
        no="No"
        onYes={onYes}
        onClose={() => {
          closed += 1
        }}
      >
        It is gone then.
      </Question>,
    )
    return { page, closed: () => closed }
  }

  test('closes when it was done, and stays with the reason when it failed', async () => {
    const done = await ask(async () => null)
    await press(done.page.one('button', 'Yes'))
    expect(done.closed()).toBe(1)
    const failed = await ask(() => Promise.reject(failure(400)))
    await press(failed.page.one('button', 'Yes'))
    expect([failed.closed(), failed.page.one('.error-note').text]).toEqual([0, 'The server says no.'])
    await press(failed.page.one('button', 'No'))
    expect(failed.closed()).toBe(1)
  })

  test('warns in red unless it is a harmless one', async () => {
    const { page } = await ask(async () => null)
    expect(page.one('button', 'Yes').get('class')).toBe('button danger')
  })
})

describe('what a page loads', () => {
  /** Shows what is loaded for a key; the test answers each load. */
  const createLoad = () => {
    const loads: {
      key: string
      answer(text: string): void
      fail(error: unknown): void
      signal: AbortSignal
    }[] = []
    const Part = ({ of: key, keeps }: { of: string; keeps?: boolean }) => {
      const loaded = useLoaded(
        key,
        signal =>
          new Promise<string>((answer, fail) => {
            loads.push({ key, answer, fail, signal })
          }),
        ...(keeps === undefined ? [] : [{ keeps }]),
      )
      const { value, isOld, isWaiting, error } = loaded
      return (
        <button type="button" onClick={loaded.reload} onInput={() => loaded.set(text => `${text}!`)}>
          {`${value} ${isOld ? 'old ' : ''}${isWaiting ? 'waiting ' : ''}${error ? 'failed' : ''}`}
        </button>
      )
    }
    return { loads, Part }
  }

  test('is shown when it has come, and stays while it is loaded again or that fails', async () => {
    const { loads, Part } = createLoad()
    const page = await show(<Part of="a" />)
    expect(page.text).toBe('null waiting')
    loads[0]?.answer('one')
    await settle()
    expect(page.text).toBe('one')
    await press(page.one('button'))
    expect(page.text).toBe('one waiting')
    loads[1]?.fail(failure(500))
    await settle()
    expect(page.text).toBe('one failed')
    await press(page.one('button'))
    expect(page.text).toBe('one waiting')
  })

  test('is the last answer of the present key, and what was asked before is given up', async () => {
    const { loads, Part } = createLoad()
    const page = await show(<Part of="a" />)
    await show(<Part of="b" />, page)
    expect(loads.map(({ key, signal }) => [key, signal.aborted])).toEqual([
      ['a', true],
      ['b', false],
    ])
    loads[1]?.answer('new')
    loads[0]?.answer('late')
    await settle()
    expect(page.text).toBe('new')
    loads[0]?.fail(failure(500))
    await settle()
    expect(page.text).toBe('new')
  })

  test('is the old value only where the page keeps it, until the new one has come', async () => {
    for (const [keeps, text] of [
      [true, 'one old waiting'],
      [undefined, 'null waiting'],
    ] as const) {
      forgetLoaded()
      const { loads, Part } = createLoad()
      const part = (of: string) => (keeps ? <Part of={of} keeps /> : <Part of={of} />)
      const page = await show(part('a'))
      loads[0]?.answer('one')
      await settle()
      await show(part('b'), page)
      expect([keeps, page.text]).toEqual([keeps, text])
    }
  })

  test('is remembered for the next visit with what was changed in it, until somebody logs out', async () => {
    const { loads, Part } = createLoad()
    const page = await show(<Part of="a" />)
    await write(page.one('button'), '')
    expect(page.text).toBe('null waiting')
    loads[0]?.answer('one')
    await settle()
    await write(page.one('button'), '')
    expect(page.text).toBe('one!')
    await leavePages()
    expect((await show(<Part of="a" />)).text).toBe('one! waiting')
    forgetLoaded()
    expect((await show(<Part of="a" />)).text).toBe('null waiting')
  })

  test('is shown at once to somebody who comes back', async () => {
    const { loads, Part } = createLoad()
    await show(<Part of="a" />)
    loads[0]?.answer('one')
    await settle()
    await leavePages()
    expect((await show(<Part of="a" />)).text).toBe('one waiting')
  })

  test('a change to an old value is not remembered for the next key', async () => {
    const { loads, Part } = createLoad()
    const page = await show(<Part of="a" keeps />)
    loads[0]?.answer('one')
    await settle()
    await show(<Part of="b" keeps />, page)
    await write(page.one('button'), '')
    expect(page.text).toBe('one! old waiting')
    await leavePages()
    expect((await show(<Part of="b" />)).text).toBe('null waiting')
  })
})

test('an action runs once at a time, and keeps its error until the next one or until it is cleared', async () => {
  const works: { done(): void; fail(error: unknown): void }[] = []
  const Part = () => {
    const action = useAction()
    const work = () => new Promise<void>((done, fail) => void works.push({ done, fail }))
    return (
      <button type="button" onClick={() => void action.run(work)} onInput={action.clear}>
        {`${action.isBusy ? 'busy' : 'idle'} ${action.error ? 'failed' : ''}`}
      </button>
    )
  }
  const page = await show(<Part />)
  page.one('button').dispatch('click')
  await press(page.one('button'))
  expect([page.text, works.length]).toEqual(['busy', 1])
  works[0]?.fail(failure(400))
  await settle()
  expect(page.text).toBe('idle failed')
  await write(page.one('button'), '')
  expect(page.text).toBe('idle')
  await press(page.one('button'))
  expect([page.text, works.length]).toEqual(['busy', 2])
  works[1]?.done()
  await settle()
  expect(page.text).toBe('idle')
})

describe('a list in pages', () => {
  const many = Array.from({ length: 130 }, (_, at) => ({ id: `${at}` }))
  const create = (isCounted: boolean) => {
    const asked: { skip: number; limit: number; lastId: string | undefined }[] = []
    let failing = false
    let latest: Pages<{ id: string }> | null = null
    const List = ({ of: key = 'all' }: { of?: string }) => {
      const pages = usePages(key, async ({ skip, limit, lastId }) => {
        asked.push({ skip, limit, lastId })
        if (failing) throw failure(500)
        const items = many.slice(skip, skip + limit)
        return isCounted ? { items, total: many.length } : { items, hasMore: skip + limit < many.length }
      })
      latest = pages
      return (
        <PagedList pages={pages} label="Numbers" empty="None">
          {({ id }) => id}
        </PagedList>
      )
    }
    const pages = () => {
      if (!latest) throw new Error('The list was not shown.')
      return latest
    }
    return {
      List,
      asked,
      pages,
      fail: (fails: boolean) => {
        failing = fails
      },
    }
  }
  const more = 'Show more'

  test('begins with twenty, goes on behind the last one, and keeps its length when it is loaded again', async () => {
    const { List, asked, pages } = create(true)
    const page = await show(<List />)
    expect([page.all('li').length, page.one('.more').text]).toEqual([20, 'Show more20 of 130'])
    await press(page.one('button', more))
    expect([page.all('li').length, page.one('.more').text]).toEqual([40, 'Show more40 of 130'])
    pages().reload()
    await settle()
    expect(asked).toEqual([
      { skip: 0, limit: 20, lastId: undefined },
      { skip: 20, limit: 20, lastId: '19' },
      { skip: 0, limit: 40, lastId: undefined },
    ])
    for (let turn = 0; turn < 4; turn += 1) await press(page.one('button', more))
    pages().reload()
    await settle()
    expect(asked.at(-1)).toEqual({ skip: 0, limit: 100, lastId: undefined })
  })

  test('has no button behind its last page, whether somebody counts or not', async () => {
    for (const isCounted of [true, false]) {
      forgetLoaded()
      const { List, pages } = create(isCounted)
      const page = await show(<List />)
      expect(page.one('.more').text).toBe(isCounted ? 'Show more20 of 130' : more)
      while (pages().hasMore) await press(page.one('button', more))
      expect([isCounted, page.all('li').length, page.all('.more').length]).toEqual([isCounted, 130, 0])
    }
  })

  test('is not that of another key while the next one is loaded', async () => {
    const { List } = create(true)
    const page = await show(<List />)
    const shown = show(<List of="others" />, page)
    expect(page.all('li')).toHaveLength(0)
    await shown
    expect(page.all('li')).toHaveLength(20)
  })

  test('says what failed, and tries again what failed', async () => {
    const { List, asked, fail } = create(true)
    fail(true)
    const page = await show(<List />)
    expect(page.text).toBe('The server says no.Try again')
    fail(false)
    await press(page.one('button', 'Try again'))
    expect(page.all('li')).toHaveLength(20)
    fail(true)
    await press(page.one('button', more))
    expect(page.one('.error-note').text).toBe('The server says no.Try again')
    fail(false)
    await press(page.one('button', 'Try again'))
    expect([page.all('li').length, page.all('.error-note').length, asked.at(-1)?.skip]).toEqual([40, 0, 20])
  })

  test('says that it is empty when that is known, and waits with grey lines before', async () => {
    const pagesWith = (change: object): Pages<{ id: string }> => ({
      ...{ items: [], isLoaded: true, total: 0, hasMore: false, isOld: false, isWaiting: false, error: null },
      ...{ loadMore: () => {}, reload: () => {}, set: () => {} },
      ...change,
    })
    const textWith = async (change: object) => {
      const page = await show(
        <PagedList pages={pagesWith(change)} label="Numbers" empty="None">
          {({ id }) => id}
        </PagedList>,
      )
      return page.text
    }
    expect(await textWith({})).toBe('None')
    expect(await textWith({ isWaiting: true })).toBe('')
    expect(await textWith({ isLoaded: false, isWaiting: true })).toBe('Loading …')
    expect(await textWith({ isLoaded: false })).toBe('')
    expect(await textWith({ items: [{ id: 'a' }] })).toBe('a')
  })
})

test('what scrolls begins where it was left, under its own name', async () => {
  const Scroller = ({ name }: { name: string }) => <div class="scroller" ref={useKeptScroll(name)} />
  const scroller = async (name: string) => (await show(<Scroller name={name} />)).one('.scroller')
  const first = await scroller('gigs')
  expect(first.element.scrollTop).toBe(0)
  first.element.scrollTop = 70
  first.dispatch('scroll')
  await leavePages()
  expect([(await scroller('gigs')).element.scrollTop, (await scroller('chats')).element.scrollTop]).toEqual([
    70, 0,
  ])
})
