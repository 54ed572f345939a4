import createClient from 'openapi-fetch'
import type { paths } from '../generated/openapi-typescript'

export const run = async (baseUrl: string, username: string, password: string, picture: File) => {
  const client = createClient<paths>({ baseUrl })
  const { data: tokens, error } = await client.POST('/api/auth/login', {
    body: { username, password },
    bodySerializer: body => new URLSearchParams(body),
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  })
  if (!tokens) throw new Error(error.detail)
  const headers = { Authorization: `Bearer ${tokens.access_token}` }
  const query = { latitude: 13.7563, longitude: 100.5018, radius: 5, status: 'PENDING' } as const
  const { data: page } = await client.GET('/api/gigs/search', { params: { query }, headers })
  const { data: file } = await client.POST('/api/upload/profile', {
    // The generator has no type for a file.
    body: { file: '' },
    bodySerializer: () => {
      const form = new FormData()
      form.set('file', picture)
      return form
    },
    headers,
  })
  const gig = page?.gigs[0]
  return { title: gig?.title, helper: gig?.helper?.full_name ?? null, type: file?.content_type }
}
