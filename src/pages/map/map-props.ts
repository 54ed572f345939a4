import type { Language } from './ground/ground.ts'
import type { MapCluster, MapPerson, MapPin } from './marks.ts'
import type { MapView, Place } from './place.ts'

export interface CityMapProps {
  /** What the map shows, for those who hear it. */
  label: string
  language: Language
  /** Where the map goes, at first and whenever one of the two is another. People move on from there. */
  center: Place
  /** 3 to 18; a city fits at 12. */
  zoom: number
  pins?: readonly MapPin[]
  clusters?: readonly MapCluster[]
  people?: readonly MapPerson[]
  chosen?: string | null
  /** Counts by the id of a pin or a person: whenever a count is another, it pulses once. */
  pulses?: ReadonlyMap<string, number>
  /** A place that is being chosen. It can be dragged, which calls `onTap`. */
  place?: Place | null
  me?: Place | null
  /** The map rests at another view; also called once with the first one. */
  onMove?(view: MapView): void
  /** Somebody tapped where there is nothing else. A tap on a cluster zooms in. */
  onTap?(place: Place): void
  onPin?(id: string): void
  onPerson?(id: string): void
}
