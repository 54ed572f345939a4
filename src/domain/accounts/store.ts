import type { UserId } from '../ids.ts'
import type { PersonalDataKind, PersonalDataRow } from './personal-data.ts'

export interface PersonalDataStore {
  /** A few hundred rows at a time; whether it has rows that are written meanwhile is undefined. */
  read(userId: UserId, kind: PersonalDataKind): AsyncIterable<readonly PersonalDataRow[]>
}
