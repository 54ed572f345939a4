import { formFile, phonePhoto } from '../../test/support/images.ts'

/** Somebody with an account on a server under measurement. */
export interface BenchPerson {
  id: string
  token: string
  headers: Record<string, string>
}

/** The caller says what the answer looks like. */
const sendJson = async <Answer>(
  url: string,
  method: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> => {
  const answer = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${method} ${url} was answered with ${answer.status}.`)
  return JSON.parse(await answer.text())
}

export const joinBench = async (url: string, name: string): Promise<BenchPerson> => {
  const email = `${name}@example.com`
  const password = 'a password for measuring'
  const user = await sendJson<{ id: string }>(`${url}/api/auth/register`, 'POST', {
    email,
    password,
    full_name: name,
  })
  const login = await fetch(`${url}/api/auth/login`, {
    method: 'POST',
    body: new URLSearchParams({ username: email, password }),
  })
  const { access_token: token }: { access_token: string } = JSON.parse(await login.text())
  return { id: user.id, token, headers: { authorization: `Bearer ${token}` } }
}

/** The body of a post. The first 900 lie on a square of 6 km. */
export const benchGig = (at: number) => ({
  title: 'Help move furniture',
  description: 'Need help moving a sofa and dining table to new apartment',
  duration_hours: 3,
  budget: 500 + (at % 1000),
  latitude: 13.7 + (at % 30) / 500,
  longitude: 100.5 + (Math.floor(at / 30) % 30) / 500,
  address_text: '123 Main St, Bangkok',
  image_urls: ['http://localhost:8000/api/upload/gig-photo1.jpg'],
})

/** A gig of the person. @returns its id */
export const postBenchGig = async (url: string, { headers }: BenchPerson, at: number): Promise<string> => {
  const gig = await sendJson<{ id: string }>(`${url}/api/gigs`, 'POST', benchGig(at), headers)
  return gig.id
}

/** Writes a script with which wrk posts gigs of the person. @returns its path */
export const writePostScript = async (path: string, { token }: BenchPerson): Promise<string> => {
  await Bun.write(
    path,
    `
wrk.method = "POST"
wrk.headers["content-type"] = "application/json"
wrk.headers["authorization"] = "Bearer ${token}"
wrk.body = [[{"title":"Help move furniture","description":"A sofa and a dining table","duration_hours":3,"budget":1500,"latitude":13.7563,"longitude":100.5018,"address_text":"123 Main St, Bangkok"}]]
`,
  )
  return path
}

/** Uploads a photograph of the person. @returns the path of a variant of some ten kilobytes, made already */
export const makeThumbnail = async (url: string, { headers }: BenchPerson) => {
  const body = formFile(await phonePhoto(), 'photo.jpg')
  const answer = await fetch(`${url}/api/upload/general`, { method: 'POST', headers, body })
  if (answer.status !== 201) throw new Error(`The upload was answered with ${answer.status}.`)
  const { file_id }: { file_id: string } = JSON.parse(await answer.text())
  let path = ''
  let bytes = new Uint8Array()
  for (let width = 80; bytes.length < 10_000 && width < 1000; width += 20) {
    path = `/api/upload/${file_id}?w=${width}&format=webp`
    bytes = new Uint8Array(await (await fetch(url + path)).arrayBuffer())
  }
  return { path, bytes }
}

/** So many people, some at a time: the server hashes four passwords at once. */
export const joinBenchCrowd = async (url: string, name: string, count: number): Promise<BenchPerson[]> => {
  const people: BenchPerson[] = []
  for (let from = 0; from < count; from += 8) {
    const names = Array.from({ length: Math.min(8, count - from) }, (_, at) => `${name}${from + at}`)
    people.push(...(await Promise.all(names.map(each => joinBench(url, each)))))
  }
  return people
}

/** Rooms of the two. @returns their ids */
export const openBenchRooms = async (
  url: string,
  seeker: BenchPerson,
  helper: BenchPerson,
  count: number,
): Promise<string[]> => {
  for (let at = 0; at < count; at += 1) {
    const gigId = await postBenchGig(url, seeker, at)
    await sendJson(`${url}/api/gigs/${gigId}/accept`, 'POST', {}, helper.headers)
  }
  const answer = await fetch(`${url}/api/chat/rooms?limit=${count}`, { headers: seeker.headers })
  const { rooms }: { rooms: { id: string }[] } = JSON.parse(await answer.text())
  return rooms.map(({ id }) => id)
}
