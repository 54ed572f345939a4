const hues = 6

export const hueOf = (id: string): number => [...id].reduce((sum, sign) => sum + sign.charCodeAt(0), 0) % hues

/** Thai vowels that are written before their consonant begin no name. */
export const initialOf = (name: string): string =>
  [...name.trim().replace(/^[\u0e40-\u0e44]/, '')][0]?.toUpperCase() ?? '?'
