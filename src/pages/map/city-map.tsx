import { useEffect, useRef } from 'preact/hooks'
import { CityView } from './city-view.ts'
import type { CityMapProps } from './map-props.ts'
import { readTiles } from './tiles.ts'

export const CityMap = (props: CityMapProps) => {
  const root = useRef<HTMLDivElement>(null)
  const view = useRef<CityView | null>(null)
  const latest = useRef(props)
  latest.current = props
  // The next effect brings every change.
  useEffect(() => {
    if (!root.current) return
    const made = new CityView(root.current, {
      language: props.language,
      center: props.center,
      zoom: props.zoom,
      onMove: moved => latest.current.onMove?.(moved),
      onTap: place => latest.current.onTap?.(place),
      onPin: id => latest.current.onPin?.(id),
      onPerson: id => latest.current.onPerson?.(id),
    })
    view.current = made
    void readTiles().then(tiles => view.current === made && made.showTiles(tiles))
    return () => {
      view.current = null
      made.remove()
    }
  }, [])
  useEffect(() => view.current?.update(props))
  return <section class="city-map" ref={root} aria-label={props.label} />
}
