export interface Setting<T> {
  variable: string
  type: string
  /** Text; that of production where the modes differ. */
  fallback: string
  demoFallback?: string
  help: string
  isSecret?: true
  /** Throws an `Error` whose message ends the sentence "PORT …". */
  read(text: string): T
}

export const setting = <T>(definition: Setting<T>): Setting<T> => definition
