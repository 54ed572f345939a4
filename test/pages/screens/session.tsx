import type { ComponentChild } from 'preact'
import { type Client, createClient, type Profile, type UserNotification } from '../../../src/client/index.ts'
import { Live } from '../../../src/pages/app/live.ts'
import { SessionContext } from '../../../src/pages/app/session-context.ts'
import { basePath } from '../../../src/pages/shared/base-path.ts'

export const somchai: Profile = {
  id: 's',
  email: 'somchai@example.com',
  full_name: 'Somchai',
  contact_info: null,
  address_text: null,
  is_verified: false,
  reputation_score: 5,
  created_at: '2025-10-01T10:00:00.000000Z',
  profile_image_url: null,
  total_reviews: 0,
  is_available: true,
  has_location: true,
}

/** A screen of the app for somebody who is logged in. */
export const asPerson = (content: ComponentChild, change: Partial<Profile> = {}) => {
  let notify: (notification: UserNotification) => void = () => {}
  const client: Client = createClient({ baseUrl: location.origin + basePath, retries: 0 })
  const live = new Live({
    subscribe: {
      ...client.subscribe,
      notifications: listener => {
        notify = data => listener({ type: data.type, data })
        return { isOpen: true, close: () => {} }
      },
    },
    getNotifications: client.getNotifications,
  })
  let reloads = 0
  const page = (
    <SessionContext.Provider
      value={{
        client,
        user: { ...somchai, ...change },
        phone: { storage: localStorage, prefix: '', world: '' },
        live,
        reloadUser: async () => {
          reloads += 1
        },
        logOut: async () => {},
      }}
    >
      {content}
    </SessionContext.Provider>
  )
  return {
    page,
    live,
    notify: (notification: UserNotification) => notify(notification),
    reloads: () => reloads,
  }
}
