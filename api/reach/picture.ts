import type { NamedNetwork, Passage } from '../../shared/reach/estate/passages.ts'
import { type NetworkPlan, type PlanTier, planOf, type WayOut } from '../../shared/reach/estate/plan.ts'

/** Pixels. */
const size = { zone: 300, part: 30, partWidth: 112, gap: 16, row: 156, top: 84 } as const

const colours = {
  ink: '#24292f',
  dim: '#57606a',
  line: '#8c959f',
  open: '#1a7f37',
  part: '#0969da',
  some: '#9a6700',
} as const

/** What stands in a picture beside names and ranges. */
export interface PictureWords {
  /** What it shows, for those who listen. */
  readonly label: string
  readonly ways: Readonly<Record<WayOut, string>>
  /** Of subnets in which nothing is: their way out, and that they are empty. */
  readonly empty: (wayOut: string) => string
  /** On an arrow to the internet. */
  readonly out: string
}

const english = (label: string): PictureWords => ({
  label: `What may pass: ${label}`,
  ways: { open: 'open to the internet', nat: 'out by NAT', gateway: 'out by a gateway', none: 'no way out' },
  empty: (wayOut) => `${wayOut}, empty`,
  out: 'out',
})

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const text = (x: number, y: number, words: string, style = '', anchor = 'middle'): string =>
  `<text x="${x}" y="${y}" text-anchor="${anchor}"${style ? ` class="${style}"` : ''}>${escapeXml(words)}</text>`

interface Spot {
  readonly x: number
  readonly y: number
}

const pill = ({ x, y }: Spot, name: string, style: string): string =>
  `<rect x="${x - size.partWidth / 2}" y="${y - size.part / 2}" width="${size.partWidth}" height="${size.part}" rx="15" class="${style}"/>${text(x, y + 4, name, 'name')}`

interface Curve {
  readonly start: Spot
  readonly bend: Spot
  readonly end: Spot
}

/** Between parts of one tier: over them to the right, and under them to the left, so that none is crossed. */
const besideCurve = (from: Spot, to: Spot): Curve => {
  const side = Math.sign(to.x - from.x) || 1
  const edge = from.y - (side * size.part) / 2
  return {
    start: { x: from.x + side * 16, y: edge },
    bend: { x: (from.x + to.x) / 2, y: edge - side * (16 + Math.abs(to.x - from.x) / 10) },
    end: { x: to.x - side * 28, y: edge },
  }
}

/** Between tiers: bent a little so that several do not lie on each other. */
const acrossCurve = (from: Spot, to: Spot, index: number): Curve => {
  const down = to.y > from.y ? 1 : -1
  const shift = ((index % 3) - 1) * 18 + down * 8
  const start = { x: from.x + shift, y: from.y + (down * size.part) / 2 }
  const end = { x: to.x + shift, y: to.y - (down * size.part) / 2 }
  return { start, bend: { x: (start.x + end.x) / 2 + down * 14, y: (start.y + end.y) / 2 }, end }
}

const arrow = (from: Spot, to: Spot, { ports, passes }: Passage, index: number, out: string): string => {
  const isBeside = from.y === to.y
  const { start, bend, end } = isBeside ? besideCurve(from, to) : acrossCurve(from, to, index)
  const words = ports.length > 0 ? ports.join(', ') : out
  // The middle of the curve is half way between its bend and the straight line.
  const middle = { x: (start.x + 2 * bend.x + end.x) / 4, y: (start.y + 2 * bend.y + end.y) / 4 }
  return `<path d="M${start.x} ${start.y} Q${bend.x} ${bend.y} ${end.x} ${end.y}" class="way ${passes}" marker-end="url(#tip-${passes})"/>${text(middle.x + (isBeside ? 0 : 5), middle.y - 3, words, `port ${passes}`, isBeside ? 'middle' : 'start')}`
}

interface Frame {
  readonly zones: readonly string[]
  readonly width: number
  readonly words: PictureWords
}

const drawTier = ({ wayOut, subnets, parts }: PlanTier, y: number, { zones, width, words }: Frame): string => {
  const boxes = subnets.map(({ zone, range }) => {
    const x = size.gap + Math.max(zones.indexOf(zone), 0) * size.zone
    return `<rect x="${x + 8}" y="${y}" width="${size.zone - 16}" height="${size.row - 36}" rx="6" class="subnet"/>${text(x + 18, y + 17, range, 'dim', 'start')}`
  })
  const title = words.ways[wayOut]
  return `<g>${boxes.join('')}${text(width - size.gap - 12, y + size.row - 46, parts.length > 0 ? title : words.empty(title), 'dim', 'end')}</g>`
}

const ownLook = `<style>text{font:12px system-ui,sans-serif;fill:${colours.ink}}.dim{fill:${colours.dim}}.name{fill:#fff;font-weight:600}.sheet{fill:#fff}.vpc{fill:#f6f8fa;stroke:${colours.line}}.subnet{fill:#fff;stroke:${colours.line};stroke-dasharray:3 3}.part{fill:${colours.part}}.outside{fill:${colours.dim}}.way{fill:none;stroke:${colours.open};stroke-width:1.6}.way.some{stroke:${colours.some};stroke-dasharray:5 4}.port{fill:${colours.open};font-size:11px}.port.some{fill:${colours.some}}.arrowhead{fill:${colours.open}}.arrowhead.some{fill:${colours.some}}</style>
`

/**
 * A plan as an SVG picture: zones, subnets, the parts in them, and an arrow for all that may pass. Solid: from every zone, address and port;
 * dashed: from some of them.
 * @param look a style sheet inside the picture, for one that stands by itself. Left out: whoever shows it has one
 */
export const drawPlan = ({ tiers, zones, outside, passages }: NetworkPlan, words: PictureWords, look = ''): string => {
  const width = Math.max(zones.length, 2) * size.zone + 2 * size.gap
  const height = size.top + 30 + tiers.length * size.row
  const spots = new Map(
    outside.map((name, index): [string, Spot] => [
      name,
      { x: Math.round(((index + 1) * width) / (outside.length + 1)), y: 26 },
    ]),
  )
  for (const [row, { parts }] of tiers.entries())
    for (const [index, name] of parts.entries())
      spots.set(name, {
        x: Math.round(((index + 1) * width) / (parts.length + 1) + (row % 2 === 0 ? 0 : 24)),
        y: size.top + row * size.row + 76,
      })
  const arrows = passages.map((each, index) => {
    const [from, to] = [spots.get(each.from), spots.get(each.to)]
    return from && to ? arrow(from, to, each, index, words.out) : ''
  })
  const tip = (name: Passage['passes']): string =>
    `<marker id="tip-${name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" class="arrowhead ${name}"/></marker>`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeXml(words.label)}">
${look}<defs>${tip('all')}${tip('some')}</defs>
<rect width="${width}" height="${height}" rx="8" class="sheet"/>
<rect x="${size.gap / 2}" y="${size.top - 24}" width="${width - size.gap}" height="${height - size.top + 16}" rx="8" class="vpc"/>
${zones.map((zone, index) => text(size.gap + (index + 0.5) * size.zone, size.top - 8, zone, 'dim')).join('')}
${tiers.map((tier, row) => drawTier(tier, size.top + row * size.row, { zones, width, words })).join('\n')}
${arrows.join('\n')}
${[...spots].map(([name, spot]) => pill(spot, name, outside.includes(name) ? 'outside' : 'part')).join('\n')}
</svg>
`
}

/** A network as a picture that stands by itself, in English. The same network makes the same picture. */
export const drawNetwork = (network: NamedNetwork): string => {
  const plan = planOf(network)
  const label = plan.passages
    .map(({ from, to, ports }) => `${from} to ${to}${ports.length > 0 ? ` ${ports.join(', ')}` : ''}`)
    .join('; ')
  return drawPlan(plan, english(label), ownLook)
}
