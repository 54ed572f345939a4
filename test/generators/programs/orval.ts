import { login, searchGigs, uploadProfileImage } from '../generated/orval'

export const run = async (_: string, username: string, password: string, picture: File) => {
  const tokens = await login({ username, password })
  if (tokens.status !== 200) throw new Error(tokens.data.detail)
  const options = { headers: { Authorization: `Bearer ${tokens.data.access_token}` } }
  const page = await searchGigs(
    { latitude: 13.7563, longitude: 100.5018, radius: 5, status: 'PENDING' },
    options,
  )
  if (page.status !== 200) throw new Error(page.data.detail)
  const file = await uploadProfileImage({ file: picture }, options)
  if (file.status !== 201) throw new Error(file.data.detail)
  const gig = page.data.gigs[0]
  return { title: gig?.title, helper: gig?.helper?.full_name ?? null, type: file.data.content_type }
}
