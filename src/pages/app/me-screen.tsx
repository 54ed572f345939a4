import { Avatar } from '../shared/avatar.tsx'
import { Button } from '../shared/button.tsx'
import { useWords } from '../shared/language.tsx'
import { Stars } from '../shared/stars.tsx'
import { useSession } from './session-context.ts'
import { appWords } from './words.ts'

/** Who is logged in. */
export const MeScreen = () => {
  const words = useWords(appWords)
  const { user, logOut } = useSession()
  return (
    <div class="page">
      <section class="card person">
        <Avatar person={user} size="large" />
        <div>
          <h2>{user.full_name}</h2>
          <p class="quiet">{user.email}</p>
          <Stars rating={user.reputation_score} count={user.total_reviews} />
        </div>
      </section>
      <Button kind="quiet" onClick={() => void logOut()}>
        {words.logOut}
      </Button>
    </div>
  )
}
