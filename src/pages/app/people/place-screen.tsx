import { useState } from 'preact/hooks'
import type { Place } from '../../map/place.ts'
import { Button } from '../../shared/button.tsx'
import { ErrorNote } from '../../shared/error-note.tsx'
import { useWords } from '../../shared/language.tsx'
import { useAction } from '../../shared/loading.ts'
import { PlaceChooser } from '../gigs/place-chooser.tsx'
import { goBack } from '../router.ts'
import { useSession } from '../session-context.ts'
import { peopleWords } from './words.ts'

/** The API tells nobody a place, so the map begins where it was left. */
export const PlaceScreen = () => {
  const words = useWords(peopleWords)
  const { client, reloadUser } = useSession()
  const action = useAction()
  const [place, setPlace] = useState<Place | null>(null)
  const save = async (chosen: Place) => {
    const isSaved = await action.run(async () => {
      await client.updateLocation(chosen)
      await reloadUser()
    })
    if (isSaved) goBack('/me')
  }
  return (
    <div class="page form place-screen">
      <p class="quiet">{words.placeHint}</p>
      <PlaceChooser place={place} onChange={setPlace} />
      <ErrorNote error={action.error} />
      <Button
        isWide
        isDisabled={place === null}
        isBusy={action.isBusy}
        onClick={() => {
          if (place) void save(place)
        }}
      >
        {words.savePlace}
      </Button>
    </div>
  )
}
