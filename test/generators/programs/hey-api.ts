import { client } from '../generated/hey-api/client.gen'
import { login, searchGigs, uploadProfileImage } from '../generated/hey-api/sdk.gen'

export const run = async (baseUrl: string, username: string, password: string, picture: File) => {
  client.setConfig({ baseUrl })
  const { data: tokens } = await login({ body: { username, password }, throwOnError: true })
  client.setConfig({ baseUrl, auth: () => tokens.access_token })
  const { data: page } = await searchGigs({
    query: { latitude: 13.7563, longitude: 100.5018, radius: 5, status: 'PENDING' },
    throwOnError: true,
  })
  const { data: file } = await uploadProfileImage({ body: { file: picture }, throwOnError: true })
  return {
    title: page.gigs[0]?.title,
    helper: page.gigs[0]?.helper?.full_name ?? null,
    type: file.content_type,
  }
}
