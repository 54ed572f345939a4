export type Report = (part: string, share: number) => void
