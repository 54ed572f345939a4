import { useEffect, useState } from 'preact/hooks'
import { type Loaded, useLoaded } from '../shared/loading.ts'
import { useDesk } from './desk.ts'

const everyMs = 10_000

/** Loads what a path answers. */
export const useAnswer = <Answer>(path: string): Loaded<Answer> => {
  const { client } = useDesk()
  return useLoaded(path, signal => client.get<Answer>(path, { signal }))
}

/** Loads what a path answers, and again every ten seconds while the page is seen. */
export const useFreshAnswer = <Answer>(path: string): Loaded<Answer> => {
  const { client } = useDesk()
  const [isBackground, setIsBackground] = useState(false)
  const loaded = useLoaded(path, signal => client.get<Answer>(path, { signal, isBackground }))
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.hidden) return
      setIsBackground(true)
      loaded.reload()
    }, everyMs)
    return () => clearInterval(timer)
  }, [loaded.reload])
  return loaded
}
