import { useState } from 'preact/hooks'
import { Button } from '../../shared/button.tsx'
import { Icon, type IconName } from '../../shared/icon.tsx'
import { useWords } from '../../shared/language.tsx'
import { Question } from '../../shared/question.tsx'
import { Stars } from '../../shared/stars.tsx'
import { hrefOf, navigate } from '../router.ts'
import { useSession } from '../session-context.ts'
import { AvailabilitySwitch } from './availability-switch.tsx'
import { OwnPicture } from './own-picture.tsx'
import { peopleWords } from './words.ts'

export const MeScreen = () => {
  const words = useWords(peopleWords)
  const { client, user, logOut } = useSession()
  const [isAsking, setAsking] = useState(false)
  const links: { path: string; icon: IconName; text: string; note?: string }[] = [
    { path: '/me/edit', icon: 'person', text: words.edit },
    {
      path: '/me/place',
      icon: 'place',
      text: words.place,
      ...(!user.has_location && { note: words.noPlace }),
    },
    { path: '/buddies', icon: 'star', text: words.buddies },
    { path: '/payments', icon: 'money', text: words.payments },
    { path: `/people/${user.id}`, icon: 'list', text: words.reviews },
    { path: '/me/password', icon: 'lock', text: words.password },
  ]
  return (
    <div class="page">
      <section class="card person">
        <OwnPicture />
        <div>
          <h2>{user.full_name}</h2>
          <p class="quiet">{user.email}</p>
          <Stars rating={user.reputation_score} count={user.total_reviews} />
        </div>
      </section>
      <AvailabilitySwitch />
      <nav class="card links" aria-label={user.full_name}>
        {links.map(({ path, icon, text, note }) => (
          <a key={path} class="row" href={hrefOf(path)}>
            <Icon name={icon} />
            <span>
              <span>{text}</span>
              {note && <span class="quiet">{note}</span>}
            </span>
          </a>
        ))}
      </nav>
      <Button kind="quiet" onClick={() => void logOut()}>
        {words.logOut}
      </Button>
      <Button kind="danger" onClick={() => setAsking(true)}>
        {words.logOutEverywhere}
      </Button>
      {isAsking && (
        <Question
          title={words.logOutQuestion}
          yes={words.logOutEverywhere}
          no={words.stay}
          onYes={() => client.logoutEverywhere().then(() => navigate('/', 'replace'))}
          onClose={() => setAsking(false)}
        >
          <p>{words.logOutText}</p>
        </Question>
      )}
    </div>
  )
}
