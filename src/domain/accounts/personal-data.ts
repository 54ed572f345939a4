export const personalDataKinds = [
  'account',
  'sessions',
  'gigs_as_seeker',
  'gigs_as_helper',
  'rooms_as_seeker',
  'rooms_as_helper',
  'messages',
  'reviews_written',
  'reviews_received',
  'payments_as_payer',
  'payments_as_payee',
  'ledger_entries',
  'buddies',
  'notifications',
  'files',
  'reports',
  'warnings',
  'hidden_things',
] as const

export type PersonalDataKind = (typeof personalDataKinds)[number]

/** Columns have the names of the database. Money is in satang, flags are 0 and 1. */
export type PersonalDataRow = Readonly<Record<string, string | number | null>>
