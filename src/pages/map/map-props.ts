import type { Language } from './ground/ground.ts'
import type { MapCluster, MapPerson, MapPin } from './marks.ts'
import type { MapView, Place } from './place.ts'

export interface CityMapProps {
  label: string
  language: Language
  /** When one of the two changes, the map moves there. */
  center: Place
  /** 3 to 18; a city fits at 12. */
  zoom: number
  pins?: readonly MapPin[]
  clusters?: readonly MapCluster[]
  people?: readonly MapPerson[]
  chosen?: string | null
  /** By the id of a pin or a person, which pulses once when its count changes. */
  pulses?: ReadonlyMap<string, number>
  /** It can be dragged, which calls `onTap`. */
  place?: Place | null
  me?: Place | null
  /** When the map rests; also called once with the first view. */
  onMove?(view: MapView): void
  /** Where there is nothing else. A tap on a cluster zooms in. */
  onTap?(place: Place): void
  onPin?(id: string): void
  onPerson?(id: string): void
}
