import { type ListedWorld, sydney } from './listed-world.ts'

export interface Listed {
  [name: string]: unknown
}

/** A query, or one that needs an id of the world, and the names of what it gives, in order. */
type Case = [query: string | ((world: ListedWorld) => string), gives: string[]]

export interface List {
  reader: 'mali' | 'nok'
  path?: (world: ListedWorld) => string
  /** What every query has unless the case says otherwise. */
  base?: Record<string, string>
  /** Where the list stands in the answer; the answer itself when left out. */
  field?: string
  nameOf: (listed: Listed, world: ListedWorld) => string
  /** What the base alone gives. */
  all: string[]
  /** A map promises no order. */
  isUnordered?: true
  /** Pages count back from the newest. */
  isBackwards?: true
  parameters: Record<string, Case[]>
}

const by = (field: string) => (listed: Listed) => String(listed[field])
const inside = (field: string, inner: string) => (listed: Listed) => {
  const value = listed[field]
  return value instanceof Object ? String(Reflect.get(value, inner)) : 'nothing'
}
const center = { latitude: String(sydney.latitude), longitude: String(sydney.longitude), radius: '100' }
const gigs: Pick<List, 'reader' | 'field' | 'nameOf'> = {
  reader: 'mali',
  field: 'gigs',
  nameOf: by('address_text'),
}
const buddyName = inside('buddy_info', 'full_name')
const reviews: Omit<List, 'path' | 'parameters'> = {
  reader: 'nok',
  field: 'reviews',
  nameOf: by('rating'),
  all: ['3', '2', '1'],
}
const text = (words: string) => `q=${encodeURIComponent(words)}`

/** Skip and limit of a list whose whole is `all`. */
const pages = (...all: string[]): Record<string, Case[]> => ({
  skip: [
    ['skip=1', all.slice(1)],
    [`skip=${all.length}`, []],
  ],
  limit: [['limit=1', all.slice(0, 1)]],
})

export const lists: Record<string, List> = {
  'GET /api/gigs/search': {
    ...gigs,
    base: center,
    all: ['bricks', 'wall', 'dog', 'far'],
    parameters: {
      latitude: [['latitude=-33.6', ['far', 'dog', 'wall', 'bricks']]],
      longitude: [['longitude=150', []]],
      radius: [
        ['radius=3', ['bricks', 'wall']],
        ['radius=', ['bricks', 'wall', 'dog']],
      ],
      status: [
        ['status=PENDING', ['bricks', 'wall', 'far']],
        ['status=ACCEPTED', ['dog']],
        ['status=CANCELLED', []],
      ],
      min_budget: [['min_budget=500', ['wall', 'dog', 'far']]],
      max_budget: [['max_budget=500', ['bricks', 'dog']]],
      q: [
        [text('walk'), ['dog', 'far']],
        [text('100%'), ['wall']],
        [text('my_d'), ['dog']],
        [text('"wall"'), ['wall']],
        [text("it's"), ['dog']],
        ...['%%%', '___', '"""', "'''", 'wall OR dog', 'bri*', 'w\\all'].map(
          (words): Case => [text(words), []],
        ),
      ],
      sort: [
        ['sort=distance', ['bricks', 'wall', 'dog', 'far']],
        ['sort=newest', ['far', 'dog', 'wall', 'bricks']],
        ['sort=budget', ['wall', 'far', 'dog', 'bricks']],
      ],
      ...pages('bricks', 'wall', 'dog', 'far'),
    },
  },
  'GET /api/gigs/map': {
    reader: 'mali',
    field: 'features',
    nameOf: inside('properties', 'title'),
    isUnordered: true,
    base: { bbox: '151,-34,151.5,-33.5' },
    all: ['Carry 1000 bricks', 'Paint 100% of a "wall"', 'Walk mycdog'],
    parameters: {
      bbox: [['bbox=151,-33.7,151.5,-33.5', ['Walk mycdog']]],
      status: [
        ['status=PENDING', ['Carry 1000 bricks', 'Paint 100% of a "wall"', 'Walk mycdog']],
        ['status=ACCEPTED', ["Walk my_dog, it's old"]],
        ['status=COMPLETED', []],
      ],
    },
  },
  'GET /api/gigs': {
    ...gigs,
    all: ['mine', 'far', 'wall', 'bricks'],
    parameters: pages('mine', 'far', 'wall', 'bricks'),
  },
  'GET /api/gigs/my-gigs': {
    ...gigs,
    all: ['given up', 'mine', 'dog'],
    parameters: {
      role: [
        ['role=helper', ['dog']],
        ['role=seeker', ['given up', 'mine']],
      ],
      status: [
        ['status=PENDING', ['mine']],
        ['status=CANCELLED', ['given up']],
        ['status=IN_PROGRESS', []],
      ],
      ...pages('given up', 'mine', 'dog'),
    },
  },
  'GET /api/users/nearby': {
    reader: 'mali',
    nameOf: by('full_name'),
    base: center,
    all: ['Near', 'Edge'],
    parameters: {
      latitude: [['latitude=-33.7', ['Edge', 'Near']]],
      longitude: [['longitude=150', []]],
      radius: [
        ['radius=4', ['Near']],
        ['radius=', ['Near']],
      ],
      only_available: [
        ['only_available=false', ['Near', 'Busy', 'Edge']],
        ['only_available=true', ['Near', 'Edge']],
      ],
      limit: [['limit=1', ['Near']]],
    },
  },
  'GET /api/upload/my-files': {
    reader: 'mali',
    nameOf: by('original_filename'),
    all: ['general.png', 'gig.png', 'profile.png'],
    parameters: {
      category: [
        ['category=gig', ['gig.png']],
        ['category=profile', ['profile.png']],
      ],
      limit: [['limit=2', ['general.png', 'gig.png']]],
      offset: [['offset=1', ['gig.png', 'profile.png']]],
    },
  },
  'GET /api/buddies': {
    reader: 'mali',
    field: 'buddies',
    nameOf: buddyName,
    all: ['Edge', 'Busy', 'Near'],
    parameters: pages('Edge', 'Busy', 'Near'),
  },
  'GET /api/buddies/available': {
    reader: 'mali',
    field: 'buddies',
    nameOf: buddyName,
    all: ['Edge', 'Near'],
    parameters: pages('Edge', 'Near'),
  },
  'GET /api/reviews/user/{user_id}': {
    ...reviews,
    path: world => `/api/reviews/user/${world.dao.user.id}`,
    parameters: pages('3', '2', '1'),
  },
  'GET /api/reviews/my-reviews': { ...reviews, parameters: pages('3', '2', '1') },
  'GET /api/transactions/history/my': {
    reader: 'nok',
    field: 'transactions',
    nameOf: by('status'),
    all: ['CANCELLED', 'PENDING', 'COMPLETED', 'COMPLETED', 'COMPLETED'],
    parameters: {
      status: [
        ['status=PENDING', ['PENDING']],
        ['status=FAILED', []],
      ],
      ...pages('CANCELLED', 'PENDING', 'COMPLETED', 'COMPLETED', 'COMPLETED'),
    },
  },
  'GET /api/chat/rooms': {
    reader: 'nok',
    field: 'rooms',
    nameOf: by('last_message'),
    all: ['three', 'null', 'null', 'null', 'null'],
    parameters: {
      gig_id: [
        [({ gigId }) => `gig_id=${gigId}`, ['three']],
        [({ roomId }) => `gig_id=${roomId}`, []],
        [({ gigId }) => `gig_id=${gigId}&skip=1`, []],
      ],
      ...pages('three', 'null', 'null', 'null', 'null'),
    },
  },
  'GET /api/chat/rooms/{room_id}/messages': {
    reader: 'nok',
    path: world => `/api/chat/rooms/${world.roomId}/messages`,
    field: 'messages',
    nameOf: by('content'),
    isBackwards: true,
    all: ['one', 'two', 'three'],
    parameters: {
      skip: [
        ['skip=1', ['one', 'two']],
        ['skip=3', []],
      ],
      limit: [['limit=2', ['two', 'three']]],
      after: [
        [world => `after=${world.messageIds[0]}`, ['two', 'three']],
        [world => `after=${world.messageIds[0]}&limit=1`, ['two']],
        [world => `after=${world.messageIds[2]}`, []],
      ],
    },
  },
  'GET /api/notifications': {
    reader: 'nok',
    field: 'notifications',
    nameOf: (listed, world) => String(world.notificationIds.indexOf(String(listed.id))),
    all: ['0', '1', '2', '3', '4', '5'],
    parameters: {
      limit: [['limit=2', ['4', '5']]],
      after: [
        [world => `after=${world.notificationIds[1]}`, ['2', '3', '4', '5']],
        [world => `after=${world.notificationIds[1]}&limit=2`, ['2', '3']],
        [world => `after=${world.notificationIds[5]}`, []],
      ],
      before: [
        [world => `before=${world.notificationIds[4]}`, ['0', '1', '2', '3']],
        [world => `before=${world.notificationIds[4]}&limit=2`, ['2', '3']],
        [world => `before=${world.notificationIds[0]}`, []],
      ],
    },
  },
}
