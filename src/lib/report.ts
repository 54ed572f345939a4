/** `share` from 0 to 1. */
export type Report = (part: string, share: number) => void
