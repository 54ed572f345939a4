import { useEffect, useRef } from 'preact/hooks'
import UPlot from 'uplot'
import { watchScheme } from '../../map/scheme.ts'

interface Line {
  label: string
  color: string
  isFilled?: boolean
}

interface Props {
  title: string
  /** Seconds since 1970. */
  at: number[]
  values: (number | null)[][]
  lines: readonly Line[]
}

const height = 110

export const Curve = ({ title, at, values, lines }: Props) => {
  const root = useRef<HTMLDivElement>(null)
  const plot = useRef<UPlot | null>(null)
  useEffect(() => {
    const element = root.current
    if (!element) return
    const made = new UPlot(optionsOf(element, lines), [at, ...values], element)
    plot.current = made
    const resizes = new ResizeObserver(() => {
      if (element.clientWidth > 0) made.setSize({ width: element.clientWidth, height })
    })
    resizes.observe(element)
    const stopWatching = watchScheme(() => made.redraw(false))
    return () => {
      plot.current = null
      stopWatching()
      resizes.disconnect()
      made.destroy()
    }
  }, [])
  useEffect(() => plot.current?.setData([at, ...values]), [at, values])
  return (
    <figure class="curve">
      <figcaption>
        {title}
        {lines.map(({ label, color }) => (
          <span key={label} class="curve-key">
            <span class="dot" style={{ background: `var(${color})` }} /> {label}
          </span>
        ))}
      </figcaption>
      <div class="curve-canvas" ref={root} aria-hidden="true" />
    </figure>
  )
}

const optionsOf = (element: HTMLElement, lines: readonly Line[]): UPlot.Options => {
  // A canvas knows no variables of CSS. They are read at each drawing, since light and dark differ.
  const colorOf = (name: string) => () => resolveColor(element, name)
  const axis = {
    stroke: colorOf('--quiet'),
    grid: { stroke: colorOf('--edge'), width: 1 },
    ticks: { show: false },
    font: `11px ${getComputedStyle(element).fontFamily}`,
  }
  return {
    width: element.clientWidth || 300,
    height,
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (_, __, max) => [0, Math.max(1, max * 1.1)] } },
    axes: [
      { ...axis, size: 22, space: 80, values: (_, ticks) => ticks.map(clockTime) },
      { ...axis, size: 44, space: 28 },
    ],
    series: [
      {},
      ...lines.map(({ color, isFilled }) => ({
        stroke: colorOf(color),
        width: 1.5,
        ...(isFilled && { fill: colorOf(`${color}-soft`) }),
        points: { size: 4 },
      })),
    ],
  }
}

const clockTime = (seconds: number): string =>
  new Date(seconds * 1000).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })

const resolveColor = (element: HTMLElement, name: string): string => {
  element.style.color = `var(${name})`
  const { color } = getComputedStyle(element)
  element.style.color = ''
  return color
}
