import { basePath } from './base-path.ts'

export interface Persona {
  key: string
  id: string
  email: string
  password: string
  full_name: string
  description: string
}

/** Only in a demo. The client of the API has none of the controls of a development server. */
export const loadPersonas = async (signal?: AbortSignal): Promise<Persona[]> => {
  const response = await fetch(`${basePath}/api/_dev/personas`, signal ? { signal } : {})
  if (!response.ok) throw new Error(`The personas were answered with ${response.status}.`)
  const { personas }: { personas: Persona[] } = await response.json()
  return personas
}
