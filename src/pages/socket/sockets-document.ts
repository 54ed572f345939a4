import { basePath } from '../shared/base-path.ts'

export interface CloseCode {
  code: number
  reason: string
  reconnect: string
  advice: string
}

export interface SocketsDocument {
  'x-close-codes': CloseCode[]
  'x-development': boolean
}

export const readSocketsDocument = async (): Promise<SocketsDocument> =>
  (await fetch(`${basePath}/asyncapi.json`)).json()
