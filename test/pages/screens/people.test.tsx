import { afterEach, beforeEach, describe, expect, mock, setSystemTime, test } from 'bun:test'
import type {
  Buddy,
  PaymentTransactionWithEntries,
  Review,
  UserNotification,
} from '../../../src/client/index.ts'
import { Composer } from '../../../src/pages/app/chat/composer.tsx'
import { MessageBubble, PendingBubble } from '../../../src/pages/app/chat/message-bubble.tsx'
import { PictureLost } from '../../../src/pages/app/chat/outbox.ts'
import { RoomsScreen } from '../../../src/pages/app/chat/rooms-screen.tsx'
import { NotificationsScreen } from '../../../src/pages/app/notifications/notifications-screen.tsx'
import { HistoryScreen } from '../../../src/pages/app/payments/history-screen.tsx'
import { PaymentScreen } from '../../../src/pages/app/payments/payment-screen.tsx'
import { AvailabilitySwitch } from '../../../src/pages/app/people/availability-switch.tsx'
import { BuddiesScreen } from '../../../src/pages/app/people/buddies-screen.tsx'
import { BuddyButton } from '../../../src/pages/app/people/buddy-button.tsx'
import { EditScreen } from '../../../src/pages/app/people/edit-screen.tsx'
import { findBuddy } from '../../../src/pages/app/people/find-buddy.ts'
import { MeScreen } from '../../../src/pages/app/people/me-screen.tsx'
import { PersonScreen } from '../../../src/pages/app/people/person-screen.tsx'
import { GigReviews } from '../../../src/pages/app/reviews/gig-reviews.tsx'
import { ReviewScreen } from '../../../src/pages/app/reviews/review-screen.tsx'
import { forgetLoaded } from '../../../src/pages/shared/loading.ts'
import { gigOf } from '../app/gig-samples.ts'
import {
  answerWith,
  chooseFiles,
  inThai,
  leavePages,
  press,
  settle,
  show,
  submit,
  texts,
  useDocument,
  write,
} from './dom.tsx'
import { asPerson } from './session.tsx'

const at = '2025-10-01T10:00:00.000000Z'

useDocument()
beforeEach(() => void setSystemTime(new Date('2025-10-01T10:30:00Z')))
afterEach(async () => {
  await leavePages()
  forgetLoaded()
  setSystemTime()
  mock.restore()
})

const failure = (status: number, field_errors: object = {}) =>
  Response.json({ detail: 'No.', error_code: 'VALIDATION_ERROR', field_errors }, { status })
const query = { params: {}, query: new URLSearchParams() }

const buddy: Buddy = {
  id: 'b1',
  buddy_user_id: 'm',
  notes: null,
  created_at: at,
  buddy_info: {
    ...{ id: 'm', full_name: 'Mali', profile_image_url: null, reputation_score: 4, total_reviews: 2 },
    is_available: true,
  },
}

describe('a buddy', () => {
  test('is looked for on every page of the list, and no further', async () => {
    const asked: number[] = []
    const find = (id: string, total: number) =>
      findBuddy(
        {
          getBuddies: async input => {
            const { skip = 0, limit = 0 } = input ?? {}
            asked.push(skip)
            const ids = Array.from(
              { length: Math.max(0, Math.min(limit, total - skip)) },
              (_, index) => `${skip + index}`,
            )
            return { buddies: ids.map(buddy_user_id => ({ ...buddy, buddy_user_id })), total_count: total }
          },
        },
        id,
        new AbortController().signal,
      )
    expect([(await find('150', 250))?.buddy_user_id, asked.splice(0)]).toEqual(['150', [0, 100]])
    expect([await find('nobody', 200), asked.splice(0)]).toEqual([null, [0, 100]])
    expect([await find('nobody', 0), asked.splice(0)]).toEqual([null, [0]])
    const shrunk = { getBuddies: async () => ({ buddies: [], total_count: 5 }) }
    expect(await findBuddy(shrunk, 'nobody', new AbortController().signal)).toBeNull()
  })

  test('is added and removed by one button, and has a note that is saved when it is another', async () => {
    let known: Buddy[] = []
    const asked = answerWith(({ method }) =>
      method === 'GET' ? { buddies: known, total_count: known.length } : { ...buddy, message: '' },
    )
    const page = await show(asPerson(<BuddyButton userId="m" />).page)
    known = [{ ...buddy, notes: 'strong' }]
    await press(page.one('button', 'Add to my buddies'))
    expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({ buddy_user_id: 'm' })
    expect(texts(page, 'button')).toEqual(['Remove from my buddies'])
    expect(page.one('textarea').value).toBe('strong')
    await write(page.one('textarea'), ' strong ')
    expect(texts(page, 'button')).toHaveLength(1)
    await write(page.one('textarea'), ' fast ')
    expect(texts(page, 'button')).toEqual(['Save the note', 'Remove from my buddies'])
    await submit(page.one('form'))
    expect(asked.findLast(({ method }) => method === 'PUT')?.body).toEqual({ notes: 'fast' })
    await write(page.one('textarea'), '  ')
    await submit(page.one('form'))
    expect(asked.findLast(({ method }) => method === 'PUT')?.body).toEqual({ notes: null })
    known = []
    await press(page.one('button', 'Remove from my buddies'))
    expect(texts(page, 'button')).toEqual(['Add to my buddies'])
  })

  test('is listed with whether they are there, and those who are there alone on demand', async () => {
    const away = {
      ...buddy,
      id: 'b2',
      notes: 'slow',
      buddy_info: { ...buddy.buddy_info, is_available: false },
    }
    const asked = answerWith(() => ({ buddies: [buddy, away], total_count: 2 }))
    const page = await show(asPerson(<BuddiesScreen />).page)
    expect(page.all('.presence').map(part => [part.text, part.get('class')])).toEqual([
      ['Available', 'presence is-available'],
      ['Not available now', 'presence'],
    ])
    expect(texts(page, '.row')[1]).toEndWith('slow')
    page.one('input').checked = true
    await write(page.one('input'), '', 'change')
    expect(asked.map(({ path }) => path.includes('available'))).toEqual([false, true])
  })
})

describe('what is one’s own', () => {
  test('is the switch that shows what the server says', async () => {
    const asked = answerWith(() => ({}))
    const { page: screen, reloads } = asPerson(<AvailabilitySwitch />)
    const page = await show(screen)
    page.one('input').checked = false
    await write(page.one('input'), '', 'change')
    expect([page.one('input').checked, asked[0]?.body, reloads()]).toEqual([true, { is_available: false }, 1])
  })

  test('is a profile whose empty fields are none', async () => {
    const asked = answerWith(() => ({}))
    const { page: screen, reloads } = asPerson(<EditScreen />, { contact_info: 'LINE' })
    const page = await show(screen)
    expect(page.all('input').map(({ value }) => value)).toEqual(['Somchai', 'LINE', ''])
    const [name, contact, address] = page.all('input')
    if (!name || !contact || !address) throw new Error('A field is missing.')
    await write(name, 'Chai')
    await write(contact, '  ')
    await write(address, ' Bangkok ')
    await submit(page.one('form'))
    expect([asked[0]?.body, reloads()]).toEqual([
      { full_name: 'Chai', contact_info: null, address_text: 'Bangkok' },
      1,
    ])
  })

  test('is a list of what one can change, with a note where one has no place', async () => {
    const page = await show(asPerson(<MeScreen />).page)
    expect(page.text).not.toContain('Not set')
    expect((await show(asPerson(<MeScreen />, { has_location: false }).page)).text).toContain(
      'Not set: you are found by nobody near by.',
    )
    await press(page.one('button', 'Log out on every device'))
    expect(page.one('dialog').text).toStartWith('Log out on every device?')
    await press(page.one('dialog').one('button', 'Stay'))
    expect(page.all('dialog')).toEqual([])
  })
})

const person = {
  ...{ id: 'm', full_name: 'Mali', profile_image_url: null, is_verified: true, is_available: false },
  ...{ reputation_score: 4, total_reviews: 2, created_at: at },
}
const review: Review = {
  ...{
    id: 'r1',
    gig_id: 'a',
    reviewer_id: 's',
    reviewee_id: 'm',
    rating: 4,
    comment: 'Strong.',
    created_at: at,
  },
  ...{ updated_at: at, reviewer_name: 'Somchai', reviewee_name: 'Mali', gig_title: 'A sofa' },
}

describe('the page of a person', () => {
  const open = async (change: object, id = 's') => {
    answerWith(({ path }) => {
      if (path.includes('buddies')) return { buddies: [], total_count: 0 }
      return path.includes('reviews') ? { reviews: [review], total_count: 1 } : { ...person, ...change }
    })
    forgetLoaded()
    return show(asPerson(<PersonScreen params={{ user_id: 'm' }} query={query.query} />, { id }).page)
  }

  test('has their stars, reviews and a button, which nobody has for themselves', async () => {
    const page = await open({})
    expect([texts(page, 'h2')[0], texts(page, '.presence'), texts(page, 'button')]).toEqual([
      'MaliVerified',
      ['Not available now'],
      ['Add to my buddies'],
    ])
    expect(page.one('.review').text).toBe('★ 4.04.0 of 5 starsBy Somchai30 minutes agoStrong.For “A sofa”')
    const own = await open({ is_verified: false, is_available: true }, 'm')
    expect([texts(own, 'h2')[0], own.one('.presence').get('class'), texts(own, 'button')]).toEqual([
      'Mali',
      'presence is-available',
      [],
    ])
  })

  test('says why there is none', async () => {
    answerWith(() => failure(404))
    const page = await show(asPerson(<PersonScreen params={{ user_id: 'm' }} query={query.query} />).page)
    expect([page.text, page.all('.waiting').length]).toEqual(['No.Try again', 0])
  })
})

describe('a review', () => {
  const completed = gigOf({ status: 'COMPLETED', helper_id: 'm', helper: person })
  const open = async (reviews: Review[], gig = completed) => {
    const asked = answerWith(({ method, path }) =>
      method !== 'GET' ? {} : path.includes('reviews') ? { reviews, total_count: 1 } : gig,
    )
    forgetLoaded()
    return {
      asked,
      page: await show(asPerson(<ReviewScreen params={{ gig_id: 'a' }} query={query.query} />).page),
    }
  }

  test('needs stars, and lights as many as are chosen', async () => {
    const { page, asked } = await open([])
    expect(texts(page, 'h2')).toEqual(['How was it with Mali?'])
    await submit(page.one('form'))
    expect([page.one('.wrong').text.endsWith('Choose one to five stars first.'), asked.length]).toEqual([
      true,
      2,
    ])
    const [, two] = page.all('input')
    if (two) await write(two, '', 'change')
    expect(page.all('.is-lit')).toHaveLength(2)
    expect(page.all('input').map(({ checked }) => checked)).toEqual([false, true, false, false, false])
    await write(page.one('textarea'), 'Fine.')
    await submit(page.one('form'))
    expect(asked.at(-1)).toMatchObject({
      method: 'POST',
      body: { gig_id: 'a', reviewee_id: 'm', rating: 2, comment: 'Fine.' },
    })
    expect(texts(page, 'label').slice(0, 2)).toEqual(['★1 star', '★2 stars'])
  })

  test('of one’s own is changed or deleted after a question', async () => {
    const { page, asked } = await open([{ ...review, id: 'r0', reviewer_id: 'm' }, review])
    expect([page.all('.is-lit').length, page.one('textarea').value]).toEqual([4, 'Strong.'])
    await submit(page.one('form'))
    expect(asked.at(-1)).toMatchObject({ method: 'PUT', body: { rating: 4, comment: 'Strong.' } })
    await press(page.one('button', 'Delete the review'))
    await press(page.one('dialog').one('button', 'Delete the review'))
    expect(asked.at(-1)).toMatchObject({ method: 'DELETE', path: '/api/reviews/r1' })
  })

  test('can be written only of a completed gig with another', async () => {
    expect((await open([], gigOf({ helper: person }))).page.text).toStartWith('A review can be written when')
    expect((await open([], { ...completed, helper: null })).page.text).toStartWith(
      'A review can be written when',
    )
  })

  test('stands on the page of its gig, without the name of the gig', async () => {
    const ofGig = async (reviews: Review[], gig = completed) => {
      answerWith(() => ({ reviews, total_count: 1 }))
      forgetLoaded()
      return (await show(asPerson(<GigReviews gig={gig} />).page)).text
    }
    expect(await ofGig([review])).toBe('Reviews★ 4.04.0 of 5 starsBy Somchai30 minutes agoStrong.')
    expect([await ofGig([]), await ofGig([review], gigOf({}))]).toEqual(['', ''])
  })
})

const payment: PaymentTransactionWithEntries = {
  ...{ id: 't', gig_id: 'a', payer_id: 's', payee_id: 'm', amount: 100, service_fee: 5, net_amount: 95 },
  ...{
    currency: 'THB',
    status: 'PENDING',
    payment_method: 'mock_payment',
    transaction_ref: 'TXN-1',
    release_reason: null,
  },
  ...{ created_at: at, completed_at: null, gig_title: 'A sofa', payer_name: 'Somchai', payee_name: 'Mali' },
  entries: [
    { step: 'HOLD', account: 'USER', user_id: 's', amount: -100, posted_at: at },
    { step: 'HOLD', account: 'ESCROW', user_id: null, amount: 100, posted_at: at },
    { step: 'RELEASE', account: 'USER', user_id: 'm', amount: 95, posted_at: at },
  ],
}

describe('a payment', () => {
  const open = async (change: object, id = 's') => {
    const asked = answerWith(() => ({ ...payment, ...change }))
    forgetLoaded()
    return {
      asked,
      page: await show(asPerson(<PaymentScreen params={{ gig_id: 'a' }} query={query.query} />, { id }).page),
    }
  }

  test('is what one pays, or what is left of it for the helper', async () => {
    const { page } = await open({})
    expect([page.one('.payment-amount').text, page.one('.payment-status').get('class')]).toEqual([
      'You pay฿100',
      'payment-status is-pending',
    ])
    expect(texts(page, 'dt')).not.toContain('Released')
    const helper = await open({ completed_at: at, status: 'COMPLETED' }, 'm')
    expect([helper.page.one('.payment-amount').text, texts(helper.page, 'button')]).toEqual([
      'You receive฿95',
      [],
    ])
    expect(texts(helper.page, 'dt')).toContain('Released')
  })

  test('is held until its payer releases it or takes it back, after a question', async () => {
    const { page, asked } = await open({})
    await press(page.one('button', 'Release the payment'))
    expect(page.one('dialog').one('h2').text).toBe('Release ฿100 for Mali?')
    expect(page.one('dialog').all('button')[1]?.get('class')).toBe('button main')
    await press(page.one('dialog').one('button', 'Release the payment'))
    expect(asked.find(({ method }) => method !== 'GET')?.path).toEndWith('/release')
    await press(page.one('button', 'Take the money back'))
    expect(page.one('dialog').all('button')[1]?.get('class')).toBe('button danger')
    await press(page.one('dialog').one('button', 'Take the money back'))
    expect(asked.findLast(({ method }) => method !== 'GET')?.path).toEndWith('/cancel')
    expect((await open({}, 'm')).page.all('button')).toEqual([])
    expect((await open({ status: 'COMPLETED' })).page.all('button')).toEqual([])
  })

  test('has a ledger with names, and none before anything was booked', async () => {
    const { page } = await open({})
    expect(texts(page.one('table'), 'td')).toEqual([
      ...['Held', 'Somchai', '-฿100'],
      ...['Held', 'Escrow', '฿100'],
      ...['Released', 'Mali', '฿95'],
      '฿95',
    ])
    expect((await open({ entries: [] })).page.all('table')).toEqual([])
  })

  test('stands in the history with what it was to whom', async () => {
    const other = {
      ...payment,
      id: 't2',
      payer_id: 'm',
      payee_id: 's',
      payer_name: 'Mali',
      payee_name: 'Somchai',
    }
    let pending_transactions = 0
    const asked = answerWith(({ path }) =>
      path.includes('summary')
        ? { total_amount_paid: 1, total_amount_received: 2, pending_transactions }
        : { transactions: [payment, other], total_count: 2 },
    )
    const { page: screen, notify } = asPerson(<HistoryScreen />)
    const page = await show(screen)
    expect(texts(page, '.payment-sum')).toEqual(['-฿100', '฿95'])
    expect(page.all('.payment-sum')[1]?.get('class')).toBe('payment-sum is-income')
    expect(texts(page, '.payment-row').map(text => text.includes('To Mali'))).toEqual([true, false])
    expect(texts(page, 'p')).toEqual(['Paid฿1', 'Received฿2'])
    const before = asked.length
    notify({ ...notification, type: 'new_message' })
    await settle()
    expect(asked.length).toBe(before)
    pending_transactions = 1
    notify({ ...notification, type: 'payment_moved' })
    await settle()
    expect([asked.length, texts(page, 'p').includes('1 in escrow')]).toEqual([before + 2, true])
  })
})

const notification: UserNotification = {
  ...{ id: 'n1', type: 'gig_accepted', text: 'A helper has accepted "A sofa".', gig_id: 'a', room_id: null },
  ...{ review_id: null, transaction_id: null, is_read: false, created_at: at },
}

describe('the notifications', () => {
  test('are read as soon as somebody sees them, the newest first', async () => {
    const older = { ...notification, id: 'n0', is_read: true }
    const asked = answerWith(({ method }) =>
      method === 'GET'
        ? { notifications: [older, notification], unread_count: 1, has_more: false }
        : { updated_count: 1 },
    )
    const { page: screen, live } = asPerson(<NotificationsScreen />)
    live.setUnread(3)
    const page = await show(screen)
    expect(page.all('.row').map(row => row.get('class'))).toEqual([
      'row notification is-new',
      'row notification',
    ])
    expect([asked.find(({ method }) => method !== 'GET')?.body, live.state.unread]).toEqual([
      { up_to: 'n1' },
      0,
    ])
    expect(texts(page, '.count')).toEqual(['New'])
  })

  test('that were read already, or could not be marked, leave the badge as it is', async () => {
    for (const is_read of [true, false]) {
      const asked = answerWith(({ method }) =>
        method === 'GET'
          ? { notifications: [{ ...notification, is_read }], unread_count: 1, has_more: false }
          : failure(500),
      )
      forgetLoaded()
      const { page, live } = asPerson(<NotificationsScreen />)
      live.setUnread(3)
      await show(page)
      expect([is_read, asked.length, live.state.unread]).toEqual([is_read, is_read ? 1 : 2, 3])
    }
  })

  test('are told in Thai, but for what somebody wrote', async () => {
    answerWith(() => ({
      notifications: [
        notification,
        { ...notification, id: 'n2', type: 'new_message', text: 'Hello', room_id: 'r' },
      ],
      unread_count: 0,
      has_more: false,
    }))
    const page = await show(inThai(asPerson(<NotificationsScreen />).page))
    expect(page.text).toContain('มีคนรับงาน “A sofa” แล้ว')
    expect(page.text).toContain('Hello')
  })
})

describe('the list of chats', () => {
  const room = {
    ...{
      id: 'r',
      gig_id: 'a',
      gig_title: 'A sofa',
      last_message: 'Hi',
      last_message_at: at,
      unread_count: 0,
    },
    ...{ created_at: at, is_active: true },
    participants: [
      { id: 's', full_name: 'Somchai', profile_image_url: null },
      { id: 'm', full_name: 'Mali', profile_image_url: null },
    ],
  }

  test('has the other, the last text, and up to 99 that are unread', async () => {
    const rows = async (change: object) => {
      answerWith(() => ({ rooms: [{ ...room, ...change }], total_count: 1, has_more: false }))
      forgetLoaded()
      const page = await show(asPerson(<RoomsScreen />).page)
      return [
        page.one('.room-name').text,
        page.one('.room-last').text,
        ...texts(page, '.count'),
        page.one('.row').get('class'),
      ]
    }
    expect(await rows({})).toEqual(['Mali', 'Hi', 'row room-row'])
    expect(await rows({ unread_count: 99, last_message: '' })).toEqual([
      ...['Mali', 'Picture', '9999 unread', 'row room-row is-unread'],
    ])
    expect((await rows({ unread_count: 100, last_message: null }))[2]).toBe('99+100 unread')
    expect((await rows({ last_message: null, last_message_at: null }))[1]).toStartWith('Say hello.')
  })

  test('is loaded again for a message and an accepted gig, and for nothing else', async () => {
    const asked = answerWith(() => ({ rooms: [], total_count: 0, has_more: false }))
    const { page: screen, notify } = asPerson(<RoomsScreen />)
    const page = await show(screen)
    expect(page.one('a').get('href')).toBe('#/')
    for (const [type, count] of [
      ['payment_moved', 1],
      ['new_message', 2],
      ['gig_accepted', 3],
    ] as const) {
      notify({ ...notification, type })
      await settle()
      expect([type, asked.length]).toEqual([type, count])
    }
  })
})

describe('a message in a chat', () => {
  const other = { id: 'm', full_name: 'Mali', profile_image_url: null }
  const message = {
    ...{
      id: 'm1',
      room_id: 'r',
      seq: 7,
      content: 'Hi',
      sender_id: 's',
      sender_name: 'Somchai',
      image_url: null,
    },
    ...{ client_id: null, created_at: at, is_read: false },
  }

  test('is mine with a receipt, or of the other', async () => {
    const bubble = async (change: object) => {
      const page = await show(
        asPerson(<MessageBubble message={{ ...message, ...change }} other={other} />).page,
      )
      const [part] = page.all('.bubble')
      return [
        part?.get('class'),
        texts(page, '.unseen').join('|'),
        page
          .all('.receipt')
          .map(mark => mark.get('class'))
          .join(),
      ]
    }
    expect(await bubble({})).toEqual(['bubble mine', 'You:|Sent', 'receipt'])
    expect(await bubble({ is_read: true })).toEqual(['bubble mine', 'You:|Read', 'receipt is-read'])
    expect(await bubble({ sender_id: 'm' })).toEqual(['bubble', 'Mali:', ''])
  })

  test('is a picture that opens large, or a link to that of another server', async () => {
    const own = await show(
      asPerson(
        <MessageBubble
          message={{ ...message, content: '', image_url: 'http://localhost/api/upload/1.jpg' }}
          other={other}
        />,
      ).page,
    )
    expect([
      own.one('a').get('href')?.split('?')[1],
      own.one('img').get('src')?.split('?')[1],
      own.all('p').length,
    ]).toEqual([...['w=2048', 'w=640'], 0])
    const elsewhere = await show(
      asPerson(
        <MessageBubble message={{ ...message, image_url: 'https://example.com/1.jpg' }} other={other} />,
      ).page,
    )
    expect(elsewhere.one('a').get('class')).toBe('picture elsewhere')
  })

  test('that was not sent can be sent again, unless its picture is lost', async () => {
    const pending = { client_id: 'c', content: 'Hi', image_url: null, file: null }
    const bubble = (error: unknown) =>
      show(<PendingBubble message={{ ...pending, error }} onRetry={() => {}} onDiscard={() => {}} />)
    const waiting = await bubble(null)
    expect([waiting.one('.bubble').get('class'), waiting.text, waiting.all('svg').length]).toEqual([
      'bubble mine pending',
      'You: HiWaiting to be sent',
      1,
    ])
    expect(texts(await bubble(new Error('No.')), 'button')).toEqual(['Discard', 'Send again'])
    const lost = await bubble(new PictureLost())
    expect([lost.one('.bubble').get('class'), texts(lost, 'button')]).toEqual([
      'bubble mine pending rejected',
      ['Discard'],
    ])
  })
})

describe('the composer of a chat', () => {
  const open = async () => {
    const sent: { content: string; file: File | null }[] = []
    // The composer asks its conversation for these two alone.
    const conversation = {
      send: (message: { content: string; file: File | null }) => void sent.push(message),
      typing: () => {},
    } as unknown as Parameters<typeof Composer>[0]['conversation']
    const page = await show(<Composer conversation={conversation} />)
    const send = page.all('button').at(-1)
    return { page, sent, area: page.one('textarea'), isOff: () => send?.get('disabled') ?? null }
  }

  test('sends with Enter what is more than blanks, and nothing in the middle of a word', async () => {
    const { sent, area, isOff } = await open()
    expect(isOff()).toBe('')
    await write(area, '  ')
    area.dispatch('keydown', { key: 'Enter', shiftKey: false, isComposing: false })
    expect([sent, isOff()]).toEqual([[], ''])
    await write(area, ' Hi ')
    expect(isOff()).toBe(null)
    for (const key of [
      { key: 'a', shiftKey: false, isComposing: false },
      { key: 'Enter', shiftKey: true, isComposing: false },
      { key: 'Enter', shiftKey: false, isComposing: true },
    ])
      expect(area.dispatch('keydown', key)).toBe(true)
    expect(sent).toEqual([])
    expect(area.dispatch('keydown', { key: 'Enter', shiftKey: false, isComposing: false })).toBe(false)
    await settle()
    expect([sent.map(({ content, file }) => [content, file]), area.value, isOff()]).toEqual([
      [['Hi', null]],
      '',
      '',
    ])
  })

  test('sends a picture without a text', async () => {
    const { page, sent, isOff } = await open()
    await chooseFiles(page.one('input'), [new File(['x'], 'sofa.png')])
    expect([page.all('.composer-chosen').length, isOff()]).toEqual([1, null])
    await submit(page.one('form'))
    expect([sent[0]?.file?.name, page.all('.composer-chosen').length]).toEqual(['sofa.png', 0])
    await chooseFiles(page.one('input'), [])
    expect(page.all('.composer-chosen')).toEqual([])
  })
})
