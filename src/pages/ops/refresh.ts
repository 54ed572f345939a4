import { useEffect, useState } from 'preact/hooks'
import { type Loaded, useLoaded } from '../shared/loading.ts'
import type { Queries } from './api.ts'
import { useDesk } from './desk.ts'
import { addressOf } from './desk-client.ts'

const everyMs = 10_000

type Answer<Path extends keyof Queries> = Loaded<Queries[Path]['answer']>

export const useAnswer = <Path extends keyof Queries>(
  path: Path,
  input: Queries[Path]['input'],
): Answer<Path> => {
  const { client } = useDesk()
  const address = addressOf(path, input)
  return useLoaded(address.text, signal => client.get(address, { signal }))
}

/** Again every ten seconds while the page is seen. */
export const useFreshAnswer = <Path extends keyof Queries>(
  path: Path,
  input: Queries[Path]['input'],
): Answer<Path> => {
  const { client } = useDesk()
  const [isBackground, setIsBackground] = useState(false)
  const address = addressOf(path, input)
  const loaded = useLoaded(address.text, signal => client.get(address, { signal, isBackground }))
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
