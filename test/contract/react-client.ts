/**
 * The React/TypeScript client of the API document, typed in again as it is printed there. Only the base address, the
 * types the document leaves out, and the two globals of a browser it touches come from outside.
 */

export interface LoginResponse {
  access_token: string
  refresh_token: string
  token_type: string
  expires_in_minutes: number
}

export interface Gig {
  id: string
  title: string
  status: string
  latitude: number | null
}

export interface CreateGigRequest {
  title: string
  description: string
  duration_hours: number
  budget: number
  latitude: number
  longitude: number
  address_text: string
  starts_at?: string
}

export interface FileUploadResponse {
  file_id: string
  url: string
}

/** As a browser's types have it: the caller says what the JSON is. */
interface BrowserResponse {
  ok: boolean
  status: number
  json<T>(): Promise<T>
}

interface Refusal {
  detail: string
}

/** What the client finds in a browser. */
export interface BrowserGlobals {
  fetch(url: string, options?: RequestInit): Promise<BrowserResponse>
  localStorage: { setItem(key: string, value: string): void; removeItem(key: string): void }
  window: { location: { href: string } }
}

interface ApiResponse<T> {
  data?: T
  error?: string
}

export const createReactClient = (API_BASE: string, { fetch, localStorage, window }: BrowserGlobals) => {
  class ApiClient {
    private accessToken: string | null = null
    private refreshToken: string | null = null

    setTokens(accessToken: string, refreshToken: string) {
      this.accessToken = accessToken
      this.refreshToken = refreshToken
    }

    private getHeaders(): Record<string, string> {
      const headers: Record<string, string> = {
        'Content-Type': 'application/json',
      }

      if (this.accessToken) {
        headers.Authorization = `Bearer ${this.accessToken}`
      }

      return headers
    }

    async login(email: string, password: string): Promise<ApiResponse<LoginResponse>> {
      const formData = new FormData()
      formData.append('username', email)
      formData.append('password', password)

      const response = await fetch(`${API_BASE}/auth/login`, {
        method: 'POST',
        body: formData,
      })

      if (response.ok) {
        const data = await response.json<LoginResponse>()
        this.setTokens(data.access_token, data.refresh_token)
        // Store refresh token securely (e.g., secure cookie or encrypted storage)
        localStorage.setItem('refresh_token', data.refresh_token)
        return { data }
      } else {
        const error = await response.json<Refusal>()
        return { error: error.detail }
      }
    }

    async refreshAccessToken(): Promise<boolean> {
      if (!this.accessToken || !this.refreshToken) {
        return false
      }

      try {
        const response = await fetch(`${API_BASE}/auth/refresh`, {
          method: 'POST',
          headers: {
            Authorization: `Bearer ${this.refreshToken}`,
            'X-Access-Token': this.accessToken,
          },
        })

        if (response.ok) {
          const data = await response.json<LoginResponse>()
          this.accessToken = data.access_token
          return true
        }
      } catch (error) {
        throw new Error(`Token refresh failed: ${error}`)
      }

      return false
    }

    async secureApiCall<T>(url: string, options: RequestInit = {}): Promise<ApiResponse<T>> {
      let response = await fetch(url, {
        ...options,
        headers: {
          ...this.getHeaders(),
          ...options.headers,
        },
      })

      // If 401, try to refresh tokens and retry
      if (response.status === 401) {
        const refreshSuccess = await this.refreshAccessToken()

        if (refreshSuccess) {
          // Retry with new access token
          response = await fetch(url, {
            ...options,
            headers: {
              ...this.getHeaders(),
              ...options.headers,
            },
          })
        } else {
          // Refresh failed, redirect to login
          // biome-ignore lint/nursery/noFloatingPromises: the client of the contract does not wait here, and stays as it is.
          this.logout()
          return { error: 'Session expired. Please login again.' }
        }
      }

      if (response.ok) {
        const data = await response.json<T>()
        return { data }
      } else {
        const error = await response.json<Refusal>()
        return { error: error.detail }
      }
    }

    async logout(): Promise<void> {
      try {
        await fetch(`${API_BASE}/auth/logout`, {
          method: 'POST',
          headers: this.getHeaders(),
        })
      } catch (error) {
        throw new Error(`Logout request failed: ${error}`)
      } finally {
        // Always clear tokens locally
        this.accessToken = null
        this.refreshToken = null
        localStorage.removeItem('refresh_token')
        // Redirect to login page
        window.location.href = '/login'
      }
    }

    async createGig(gigData: CreateGigRequest): Promise<ApiResponse<Gig>> {
      return this.secureApiCall(`${API_BASE}/gigs/`, {
        method: 'POST',
        body: JSON.stringify(gigData),
      })
    }

    async uploadProfileImage(file: File): Promise<ApiResponse<FileUploadResponse>> {
      const formData = new FormData()
      formData.append('file', file)

      return this.secureApiCall(`${API_BASE}/upload/profile`, {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${this.accessToken}`,
        },
        body: formData,
      })
    }
  }
  return new ApiClient()
}
