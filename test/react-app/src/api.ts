import { QueryClient } from '@tanstack/react-query'
import { browserTokens, createClient } from 'chayenity/client'

export const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } })

/** Where the server is; the tests put it into the address of the page. */
const baseUrl = new URLSearchParams(location.search).get('api') ?? 'http://127.0.0.1:8000'

export const api = createClient({
  baseUrl,
  tokens: browserTokens(localStorage),
  onSessionEnd: () => {
    // The same name as that of the query of the person who is logged in.
    queryClient.setQueryData(['me'], null)
  },
})
