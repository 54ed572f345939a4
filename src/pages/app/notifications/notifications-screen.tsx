import { useEffect } from 'preact/hooks'
import type { UserNotification } from '../../../client/index.ts'
import { Icon, type IconName } from '../../shared/icon.tsx'
import { useLanguage, useWords } from '../../shared/language.tsx'
import { PagedList } from '../../shared/list.tsx'
import { usePages } from '../../shared/pages.ts'
import { Time } from '../../shared/time.tsx'
import { translate } from '../../shared/translate.ts'
import { hrefOf } from '../router.ts'
import { useNotifications, useSession } from '../session-context.ts'
import { targetOf } from './target.ts'
import { thaiNotifications } from './thai-notifications.ts'
import { notificationWords } from './words.ts'

/** Who looks has read it. */
export const NotificationsScreen = () => {
  const words = useWords(notificationWords)
  const { client, live } = useSession()
  const pages = usePages('notifications', async ({ limit, lastId, signal }) => {
    const page = await client.getNotifications({ limit, before: lastId }, { signal })
    return { items: [...page.notifications].reverse(), hasMore: page.has_more }
  })
  useNotifications(pages.reload)
  const [newest] = pages.items
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
      <PagedList pages={pages} label={words.list} empty={words.none}>
        {notification => <NotificationRow notification={notification} />}
      </PagedList>
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
        <NotificationText type={type} text={text} />
        <span class="quiet">
          <Time at={created_at} />
        </span>
      </span>
    </a>
  )
}

/** The server's words are English, but for a message of somebody. */
const NotificationText = ({ type, text }: Pick<UserNotification, 'type' | 'text'>) => {
  const { language } = useLanguage()
  if (type === 'new_message') return <span>{text}</span>
  const translated = language === 'th' ? translate(thaiNotifications, text) : null
  return <span lang={translated === null ? 'en' : undefined}>{translated ?? text}</span>
}
