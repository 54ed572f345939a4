export const exitCodes = {
  success: 0,
  error: 1,
  damaged: 2,
  /** Damaged data was backed up or restored as it is. */
  incomplete: 3,
} as const
