import { chat } from './chat.ts'
import { engines } from './engines.ts'
import { everyWrite } from './every-write.ts'
import { foundGigs } from './found-gigs.ts'
import { gigs } from './gigs.ts'
import { notifications } from './notifications.ts'
import { sessions } from './sessions.ts'
import { describeStore } from './suite.ts'
import { uploads } from './uploads.ts'
import { users } from './users.ts'

/** What every engine has to do, said against the port alone: the next engine inherits it. */
for (const engine of engines)
  describeStore(engine, [everyWrite, users, sessions, gigs, foundGigs, chat, notifications, uploads])
