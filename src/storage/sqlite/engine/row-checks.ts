import { type RowCheck, ratingsDiffer, sharedRowChecks, wrongRatings } from '../../row-checks.ts'
import { gigsWithoutWords } from '../geo/words.ts'

/** The checks of a database of any schema. */
export const rowChecks: readonly RowCheck[] = [
  ...sharedRowChecks,
  {
    needs: 'gig_places',
    problem: 'Gigs are in another place of the map’s index',
    ids: `SELECT gigs.id FROM gig_places JOIN gigs ON gigs.n = gig_n
      WHERE gig_places.latitude <> gigs.latitude OR gig_places.longitude <> gigs.longitude
        OR gig_places.budget_satang <> gigs.budget_satang`,
  },
  {
    needs: 'reviews',
    until: 'hidden_things',
    problem: ratingsDiffer,
    ids: wrongRatings('true'),
  },
  {
    needs: 'gig_words_docsize',
    problem: 'Gigs are missing from the index of words',
    ids: 'SELECT id FROM gigs WHERE n NOT IN (SELECT id FROM gig_words_docsize)',
  },
  {
    needs: 'gig_chunks',
    problem: 'Gigs are missing from the index of words',
    ids: gigsWithoutWords,
  },
]
