/** What the operations about reports answer. */

export type ReportKind = 'gig' | 'message' | 'review' | 'picture' | 'person'

export interface ListedReport {
  id: string
  kind: ReportKind
  subject_id: string
  owner_id: string
  reporter_id: string
  reason: string
  created_at: string
  resolved_at: string | null
}

export interface Warning {
  id: string
  text: string
  created_at: string
}

export interface ReportRecord extends ListedReport {
  is_hidden: boolean
  title: string | null
  text: string | null
  image_url: string | null
  has_picture: boolean
  /** All about the same thing, this one too. */
  reports: ListedReport[]
  /** What stands of the warnings of the owner. */
  warnings: Warning[]
}
