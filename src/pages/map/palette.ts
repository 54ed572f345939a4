/** The present colours, light or dark, and the font of the page. */
export type Palette = ReturnType<typeof colorsBy> & { font: string }

/** A canvas knows neither the variables of CSS nor `light-dark()`, so an element resolves them. */
export const readPalette = (root: HTMLElement): Palette => {
  const probe = root.ownerDocument.createElement('span')
  probe.hidden = true
  root.append(probe)
  const colors = colorsBy(name => {
    probe.style.color = `var(--map-${name})`
    return getComputedStyle(probe).color
  })
  probe.remove()
  return { ...colors, font: getComputedStyle(root).fontFamily }
}

const colorsBy = (colorOf: (name: string) => string) => ({
  land: colorOf('land'),
  built: colorOf('built'),
  green: colorOf('green'),
  oldTown: colorOf('old-town'),
  water: colorOf('water'),
  road: colorOf('road'),
  roadEdge: colorOf('road-edge'),
  expressway: colorOf('expressway'),
  railway: colorOf('railway'),
  metro: colorOf('metro'),
  grid: colorOf('grid'),
  halo: colorOf('halo'),
  waterName: colorOf('water-name'),
  greenName: colorOf('green-name'),
  districtName: colorOf('district-name'),
  landmarkName: colorOf('landmark-name'),
  cluster: colorOf('cluster'),
  clusterEdge: colorOf('cluster-edge'),
  clusterText: colorOf('cluster-text'),
  available: colorOf('available'),
  working: colorOf('working'),
  engaged: colorOf('engaged'),
  asking: colorOf('asking'),
  away: colorOf('away'),
})
