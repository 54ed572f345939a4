import { controlsOf, serverUrl } from '../call-control.ts'

export interface Draft {
  world: string
  /** Whose token it gets; empty for none. */
  userId: string
  method: string
  /** With the query. */
  address: string
  /** A header on each line. */
  headers: string
  body: string
}

/** @returns the status @throws ChayenityError where there is no such user */
export const sendDraft = async ({
  world,
  userId,
  method,
  address,
  headers,
  body,
}: Draft): Promise<number> => {
  const token = userId === '' ? null : (await controlsOf(world).loginAs({ user: userId })).access_token
  const lines = headers.split('\n').flatMap((line): [string, string][] => {
    const [, name, value] = /^\s*([\w-]+)\s*:\s*(.*)$/.exec(line) ?? []
    return name && value !== undefined ? [[name, value]] : []
  })
  const response = await fetch(serverUrl + address, {
    method,
    headers: [
      ...lines,
      ...(token === null ? [] : [['Authorization', `Bearer ${token}`] as [string, string]]),
      ...(world === '' ? [] : [['X-World', world] as [string, string]]),
    ],
    ...(method !== 'GET' && body !== '' && { body }),
  })
  return response.status
}
