import { type ErrorCode, isErrorCode } from '../errors.ts'
import { isJsonObject, parseJson } from '../lib/json.ts'
import { maskJson } from './masking.ts'
import { cutBody } from './traffic-log.ts'

interface RecordedFrame {
  /** Null where it is no JSON with a type. */
  frame: string | null
  code: ErrorCode | null
  body: string
}

export const recordedFrame = (raw: string | Uint8Array): RecordedFrame => {
  if (typeof raw !== 'string') return { frame: null, code: null, body: `(${raw.length} bytes)` }
  const { type, data } = fieldsOf(raw)
  const code = isJsonObject(data) ? data.error_code : null
  return {
    frame: typeof type === 'string' ? type.slice(0, 100) : null,
    code: typeof code === 'string' && isErrorCode(code) ? code : null,
    body: cutBody(maskJson(raw)),
  }
}

const fieldsOf = (text: string): Record<string, unknown> => {
  try {
    const value = parseJson(text)
    return isJsonObject(value) ? value : {}
  } catch {
    return {}
  }
}
