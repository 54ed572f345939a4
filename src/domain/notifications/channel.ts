import { channel } from '../../realtime/channel.ts'
import { notificationEvents, userTopic } from './events.ts'

export const notificationsChannel = channel({
  name: 'notifications',
  path: '/ws/notifications',
  summary: 'What concerns a user while they are elsewhere.',
  description: `The same is kept for 30 days at \`/api/notifications\`. **After a reconnect** open the socket first, then
fetch \`GET /api/notifications?after={id}\`. What was sent in between can come both ways: know notifications by their
\`id\`.`,
  params: {},
  events: Object.values(notificationEvents),
  frames: [],
  admit: ({ credential }) => ({ topic: userTopic(credential.userId), handler: { receive: () => {} } }),
})
