import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ChayenityError, type Gig, type User } from 'chayenity/client'
import { useEffect } from 'react'
import { api } from './api'
import { Chat } from './chat'
import { Review } from './review'

/** A gig of one's own changes with what the other does, and a notification says so. */
const useGig = (gigId: string) => {
  const queries = useQueryClient()
  useEffect(() => {
    const subscription = api.subscribe.notifications(update => {
      if (update.type === 'connection' && update.data.state !== 'open') return
      const isElsewhere = 'gig_id' in update.data && update.data.gig_id !== gigId
      if (!isElsewhere) queries.invalidateQueries({ queryKey: ['gig', gigId] })
    })
    return () => subscription.close()
  }, [queries, gigId])
  return useQuery({
    queryKey: ['gig', gigId],
    queryFn: ({ signal }) => api.getGigDetails({ gig_id: gigId }, { signal }),
  })
}

interface Action {
  label: string
  run: () => Promise<unknown>
}

const actionsFor = (gig: Gig, me: User): Action[] => {
  const gig_id = gig.id
  const isSeeker = gig.seeker_id === me.id
  if (!isSeeker && gig.status === 'PENDING')
    return [{ label: 'Accept', run: () => api.acceptGig({ gig_id }) }]
  if (!isSeeker) return []
  if (gig.status === 'ACCEPTED' && gig.payment_status === null)
    return [{ label: 'Pay', run: () => api.createEscrow({ gig_id }) }]
  if (gig.payment_status === 'PENDING')
    return [
      {
        label: 'Release',
        run: async () => {
          const { id } = await api.getGigTransaction({ gig_id })
          await api.releasePayment({ transaction_id: id })
        },
      },
    ]
  return []
}

const ActionButton = ({ action, gigId }: { action: Action; gigId: string }) => {
  const queries = useQueryClient()
  const acting = useMutation({
    mutationFn: action.run,
    onSettled: () => queries.invalidateQueries({ queryKey: ['gig', gigId] }),
  })
  const wasTooLate = acting.error instanceof ChayenityError && acting.error.code === 'GIG_ALREADY_ACCEPTED'
  return (
    <>
      <button type="button" disabled={acting.isPending} onClick={() => acting.mutate()}>
        {action.label}
      </button>
      {acting.error && <p role="alert">{wasTooLate ? 'Somebody was faster.' : acting.error.message}</p>}
    </>
  )
}

export const GigScreen = ({ gigId, me }: { gigId: string; me: User }) => {
  const gig = useGig(gigId)
  // An error of a later search is shown beside what is there, or a tunnel would close the chat.
  if (!gig.data) return gig.error ? <p role="alert">{gig.error.message}</p> : <p>Loading …</p>
  const { title, description, budget, status, payment_status, room_id, image_urls } = gig.data
  return (
    <article>
      <h1>{title}</h1>
      {gig.error && <p role="alert">{gig.error.message}</p>}
      <p>{description}</p>
      {image_urls.map(url => (
        <img key={url} src={`${url}?w=320&format=webp`} alt="" width={320} />
      ))}
      <p>
        {budget.toFixed(2)} THB, <span data-testid="status">{status}</span>, payment{' '}
        <span data-testid="payment">{payment_status ?? 'none'}</span>
      </p>
      {actionsFor(gig.data, me).map(action => (
        <ActionButton key={action.label} action={action} gigId={gigId} />
      ))}
      {status === 'COMPLETED' && <Review gig={gig.data} me={me} />}
      {room_id !== null && <Chat roomId={room_id} me={me} />}
    </article>
  )
}
