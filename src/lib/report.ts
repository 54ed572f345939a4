/** Tells a person how far a part of the work has come, from 0 to 1. */
export type Report = (part: string, share: number) => void
