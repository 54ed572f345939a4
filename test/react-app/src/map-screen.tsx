import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Box } from 'chayenity/client'
import { useEffect, useState } from 'react'
import { api } from './api'

const box: Box = { west: 100.4, south: 13.6, east: 100.7, north: 13.9 }
const center = { latitude: 13.75, longitude: 100.55 }

/** Search again whenever something changes in the area, and whenever the connection is open again. */
const useLiveArea = () => {
  const queries = useQueryClient()
  const [isOnline, setOnline] = useState(false)
  useEffect(() => {
    const subscription = api.subscribe.map(box, update => {
      if (update.type === 'connection') {
        setOnline(update.data.state === 'open')
        if (update.data.state !== 'open') return
      }
      queries.invalidateQueries({ queryKey: ['gigs'] })
    })
    return () => subscription.close()
  }, [queries])
  return isOnline
}

export const MapScreen = ({ onOpen }: { onOpen: (gigId: string) => void }) => {
  const [text, setText] = useState('')
  const isOnline = useLiveArea()
  const q = text.trim().length >= 3 ? text.trim() : undefined
  const gigs = useQuery({
    queryKey: ['gigs', q],
    queryFn: ({ signal }) =>
      api.searchGigs({ ...center, radius: 20, status: 'PENDING', sort: 'newest', limit: 50, q }, { signal }),
  })
  return (
    <section aria-label="Map">
      <label>
        Search <input type="search" value={text} onChange={event => setText(event.target.value)} />
      </label>
      <p role="status">{isOnline ? 'Live' : 'No connection'}</p>
      {gigs.error && <p role="alert">{gigs.error.message}</p>}
      <div style={{ position: 'relative', width: 600, height: 600, background: '#dde8dd' }}>
        {gigs.data?.gigs.map(gig => (
          <button
            type="button"
            key={gig.id}
            onClick={() => onOpen(gig.id)}
            style={{
              position: 'absolute',
              left: `${((gig.longitude - box.west) / (box.east - box.west)) * 100}%`,
              top: `${((box.north - gig.latitude) / (box.north - box.south)) * 100}%`,
            }}
          >
            {gig.title}
          </button>
        ))}
      </div>
    </section>
  )
}
