import type { Static } from '@sinclair/typebox'
import type { TokenPairView } from '../../src/domain/auth/model.ts'
import type { UserView } from '../../src/domain/users/model.ts'
import { Client } from './client.ts'
import type { TestServer } from './server.ts'

export type UserJson = Static<typeof UserView>
export type TokenPairJson = Static<typeof TokenPairView>

/** Somebody with an account, who is logged in. */
export interface Person {
  user: UserJson
  password: string
  tokens: TokenPairJson
  client: Client
}

/** How the passwords of those people end who are not there for their passwords. */
export const passwordSuffix = "'s password"

export const logInAs = async (url: string, username: string, password: string): Promise<TokenPairJson> => {
  const body = new URLSearchParams({ username, password })
  const answer = await new Client(url).send<TokenPairJson>('POST', '/api/auth/login', { body })
  if (answer.status !== 200) throw new Error(`${username} could not log in: ${answer.status}`)
  return answer.body
}

export const join = async (
  server: Pick<TestServer, 'url'>,
  email: string,
  fullName: string,
): Promise<Person> => {
  const password = `${fullName}${passwordSuffix}`
  const client = new Client(server.url)
  const registered = await client.post<UserJson>('/api/auth/register', {
    email,
    password,
    full_name: fullName,
  })
  if (registered.status !== 201) throw new Error(`${email} could not register: ${registered.status}`)
  const tokens = await logInAs(server.url, email, password)
  return { user: registered.body, password, tokens, client: client.withToken(tokens.access_token) }
}

let joinedAfresh = 0

/** Somebody of a name who has done nothing yet, with an e-mail address that nobody had before. */
export const joinAfresh = (server: Pick<TestServer, 'url'>, fullName: string): Promise<Person> => {
  joinedAfresh += 1
  return join(server, `newcomer${joinedAfresh}@example.com`, fullName)
}

/** Somchai the seeker. */
export const joinSomchai = (server: Pick<TestServer, 'url'>) => join(server, 'somchai@example.com', 'Somchai')

/** Mali the helper. */
export const joinMali = (server: Pick<TestServer, 'url'>) => join(server, 'mali@example.com', 'Mali')

/** `count` more people, who join at the same time. */
export const joinCrowd = (server: Pick<TestServer, 'url'>, count: number): Promise<Person[]> =>
  Promise.all(
    Array.from({ length: count }, (_, at) => join(server, `person${at}@example.com`, `Person ${at}`)),
  )
