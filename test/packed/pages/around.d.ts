import type { ChatMessage, Client } from 'chayenity/client'

/** What the blocks of src/client/README.md take from the program around them. */
declare global {
  const client: Client
  const roomId: string
  const show: (message: ChatMessage) => void
  const setOnline: (isOnline: boolean) => void
}
