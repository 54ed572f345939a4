import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Operator } from './api.ts'
import type { DeskClient } from './desk-client.ts'

interface Desk {
  client: DeskClient
  operator: Operator
}

export const DeskContext = createContext<Desk | null>(null)

export const useDesk = (): Desk => {
  const desk = useContext(DeskContext)
  if (!desk) throw new Error('Nobody is logged in.')
  return desk
}
