import { useEffect } from 'preact/hooks'
import type { UserNotification } from '../../../client/index.ts'
import { ErrorNote } from '../../shared/error-note.tsx'
import { Icon, type IconName } from '../../shared/icon.tsx'
import { useWords } from '../../shared/language.tsx'
import { useLoaded } from '../../shared/loading.ts'
import { Time } from '../../shared/time.tsx'
import { Waiting } from '../../shared/waiting.tsx'
import { hrefOf } from '../router.ts'
import { useNotifications, useSession } from '../session-context.ts'
import { targetOf } from './target.ts'
import { notificationWords } from './words.ts'

/** How many of the newest are shown; the API gives older ones to nobody. */
const shown = 100

/** What has happened, the newest first. Who looks has read it. */
export const NotificationsScreen = () => {
  const words = useWords(notificationWords)
  const { client, live } = useSession()
  const { value, error, reload } = useLoaded('notifications', async signal => {
    const { notifications } = await client.getNotifications({ limit: shown }, { signal })
    return [...notifications].reverse()
  })
  useNotifications(reload)
  const newest = value?.[0]
  useEffect(() => {
    if (!newest || newest.is_read) return
    client.markNotificationsAsRead({ up_to: newest.id }).then(
      () => live.setUnread(0),
      // The badge stays, and the next visit marks them.
      () => {},
    )
  }, [newest?.id])
  return (
    <div class="page">
      <ErrorNote error={error} onRetry={reload} />
      {!value && !error && <Waiting lines={6} />}
      {value?.length === 0 && <p class="empty">{words.none}</p>}
      {value && value.length > 0 && (
        <ul class="list" aria-label={words.list}>
          {value.map(notification => (
            <li key={notification.id}>
              <NotificationRow notification={notification} />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

const icons: Readonly<Record<UserNotification['type'], IconName>> = {
  gig_accepted: 'check',
  gig_status_changed: 'gigs',
  new_message: 'chat',
  review_received: 'star',
  payment_moved: 'money',
}

const NotificationRow = ({ notification }: { notification: UserNotification }) => {
  const words = useWords(notificationWords)
  const { type, text, created_at, is_read } = notification
  return (
    <a class={is_read ? 'row notification' : 'row notification is-new'} href={hrefOf(targetOf(notification))}>
      <span class={`notification-icon is-${type}`}>
        <Icon name={icons[type]} />
      </span>
      <span>
        <span class="notification-kind">
          {words.types[type]}
          {!is_read && <span class="count">{words.unread}</span>}
        </span>
        <span lang="en">{text}</span>
        <span class="quiet">
          <Time at={created_at} />
        </span>
      </span>
    </a>
  )
}
