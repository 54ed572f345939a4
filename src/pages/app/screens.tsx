import { chatScreens } from './chat/screens.ts'
import { gigScreens } from './gigs/screens.ts'
import { notificationScreens } from './notifications/screens.ts'
import { paymentScreens } from './payments/screens.ts'
import { peopleScreens } from './people/screens.ts'
import { reviewScreens } from './reviews/screens.ts'
import type { Screen } from './screen.ts'

/** The first whose path fits is shown. */
export const screens: readonly Screen[] = [
  ...gigScreens,
  ...chatScreens,
  ...reviewScreens,
  ...paymentScreens,
  ...notificationScreens,
  ...peopleScreens,
]
