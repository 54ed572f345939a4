import type { UserId } from '../ids.ts'
import type { PersonalDataKind, PersonalDataRow } from './personal-data.ts'

export interface PersonalDataStore {
  /**
   * All rows of a kind, a few hundred at a time. Other requests run in between, so rows that are written meanwhile may
   * be among them or not. It ends when the person is deleted.
   */
  read(userId: UserId, kind: PersonalDataKind): AsyncIterable<readonly PersonalDataRow[]>
}
