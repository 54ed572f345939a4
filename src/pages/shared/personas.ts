import type { DevPersona } from '../console/controls.ts'
import { basePath } from './base-path.ts'

/** Only in a demo. The client of the API has none of the controls of a development server. */
export const loadPersonas = async (signal?: AbortSignal): Promise<DevPersona[]> => {
  const response = await fetch(`${basePath}/api/_dev/personas`, signal ? { signal } : {})
  if (!response.ok) throw new Error(`The personas were answered with ${response.status}.`)
  const { personas }: { personas: DevPersona[] } = await response.json()
  return personas
}
