import { useQuery, useQueryClient } from '@tanstack/react-query'
import { ChayenityError, type User } from 'chayenity/client'
import { useState } from 'react'
import { api } from './api'
import { GigScreen } from './gig-screen'
import { LoginForm } from './login-form'
import { MapScreen } from './map-screen'
import { PostForm } from './post-form'

/** The person who is logged in; null when nobody is. */
const useMe = () =>
  useQuery({
    queryKey: ['me'],
    queryFn: async ({ signal }): Promise<User | null> => {
      try {
        return await api.getCurrentUser({ signal })
      } catch (error) {
        if (error instanceof ChayenityError && error.status === 401) return null
        throw error
      }
    },
  })

type Screen = { name: 'map' } | { name: 'post' } | { name: 'gig'; gigId: string }

export const App = () => {
  const queries = useQueryClient()
  const me = useMe()
  const [screen, setScreen] = useState<Screen>({ name: 'map' })
  const openGig = (gigId: string) => setScreen({ name: 'gig', gigId })
  if (me.isPending) return <p>Loading …</p>
  if (me.data === undefined)
    return (
      <p role="alert">
        {me.error.message}{' '}
        <button type="button" onClick={() => me.refetch()}>
          Try again
        </button>
      </p>
    )
  if (me.data === null) return <LoginForm onLogin={() => queries.invalidateQueries({ queryKey: ['me'] })} />
  return (
    <>
      <header>
        <span data-testid="me">{me.data.full_name}</span>
        <button type="button" onClick={() => setScreen({ name: 'map' })}>
          Map
        </button>
        <button type="button" onClick={() => setScreen({ name: 'post' })}>
          New gig
        </button>
      </header>
      <main>
        {screen.name === 'map' && <MapScreen onOpen={openGig} />}
        {screen.name === 'post' && <PostForm onPosted={openGig} />}
        {screen.name === 'gig' && <GigScreen gigId={screen.gigId} me={me.data} />}
      </main>
    </>
  )
}
