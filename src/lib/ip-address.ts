import { isIPv4 } from 'node:net'

/**
 * Any spelling of IPv6 (RFC 4291), also with brackets, zone or port. @returns dotted IPv4, also where mapped
 * to IPv6, or eight groups without leading zeros; null for anything else
 */
export const parseIpAddress = (text: string): string | null => {
  // Nearly every address has this form.
  if (isIPv4(text)) return text
  const { bracketed, bare, port } = outerForm.exec(text.trim())?.groups ?? {}
  if (bracketed !== undefined) return parseIpv6(bracketed)
  if (bare === undefined) return null
  if (port !== undefined || !bare.includes(':')) return parseIpv4(bare)
  return parseIpv6(bare)
}

/** Only IPv4 has a port without brackets. */
const outerForm =
  /^(?:\[(?<bracketed>[0-9a-f:.]+)(?:%[^\]]*)?\](?::\d{1,5})?|(?<bare>[\d.]+):(?<port>\d{1,5})|(?<bare>[0-9a-f:.]+)(?:%\S*)?)$/i

const parseIpv4 = (text: string): string | null => {
  const parts = text.split('.')
  const isAddress = parts.length === 4 && parts.every(part => /^\d{1,3}$/.test(part) && Number(part) <= 255)
  return isAddress ? parts.map(Number).join('.') : null
}

const groupCount = 8

const parseIpv6 = (text: string): string | null => {
  const halves = text.split('::')
  if (halves.length > 2) return null
  const [head, tail] = halves.map(groupsOf)
  if (!head || tail === null) return null
  const missing = groupCount - head.length - (tail?.length ?? 0)
  if (tail ? missing < 1 : missing !== 0) return null
  const groups = [...head, ...Array.from({ length: missing }, () => 0), ...(tail ?? [])]
  return mappedIpv4Of(groups) ?? groups.map(group => group.toString(16)).join(':')
}

/** An IPv4 address at the end makes two groups. */
const groupsOf = (part: string): number[] | null => {
  if (part === '') return []
  const groups: number[] = []
  const words = part.split(':')
  for (const [at, word] of words.entries()) {
    const ipv4 = at === words.length - 1 && word.includes('.') ? parseIpv4(word) : null
    if (ipv4) {
      const [a = 0, b = 0, c = 0, d = 0] = ipv4.split('.').map(Number)
      groups.push(a * 256 + b, c * 256 + d)
    } else if (/^[0-9a-f]{1,4}$/i.test(word)) groups.push(Number.parseInt(word, 16))
    else return null
  }
  return groups
}

const mappedIpv4Of = (groups: readonly number[]): string | null => {
  const [high = 0, low = 0] = groups.slice(6)
  const isMapped = groups[5] === 0xffff && groups.slice(0, 5).every(group => group === 0)
  return isMapped ? [high >> 8, high & 255, low >> 8, low & 255].join('.') : null
}

/** One customer has a /64 of IPv6. */
export const networkOf = (address: string): string =>
  address.includes(':') ? `${address.split(':', 4).join(':')}::/64` : address
