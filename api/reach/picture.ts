import type { NamedEnd } from '../../shared/reach/estate/ends.ts'
import type { ReachModel, Subnet } from '../../shared/reach/model.ts'
import type { Ground } from './deployed.ts'
import { type Passage, passagesOf } from './passages.ts'

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

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

interface Tier {
  readonly title: string
  readonly subnets: readonly Subnet[]
  readonly parts: readonly NamedEnd[]
}

const wayOut = (model: ReachModel, subnet: Subnet): string => {
  const table = model.routeTables?.find(({ id }) => id === subnet.routeTable)
  const ids = new Set((table?.routes ?? []).filter(({ to }) => to === '0.0.0.0/0' || to === '::/0').map(({ by }) => by))
  if (model.gateways?.some(({ id, kind }) => kind === 'internet' && ids.has(id))) return 'open to the internet'
  if (model.nats?.some(({ id }) => ids.has(id))) return 'out by NAT'
  return ids.size > 0 ? 'out by a gateway' : 'no way out'
}

const subnetsOf = (model: ReachModel, { end }: NamedEnd): readonly string[] => {
  if ('place' in end) return end.place.subnets
  if ('balancer' in end) return model.balancers?.find(({ id }) => id === end.balancer)?.subnets ?? []
  return []
}

const order = ['open to the internet', 'out by NAT', 'out by a gateway', 'no way out']

/** Subnets with one way out and the same parts in them, from the internet inwards. */
const tiersOf = ({ model, ends }: Pick<Ground, 'model' | 'ends'>): readonly Tier[] => {
  const tiers = Map.groupBy(model.subnets, (subnet) => {
    const parts = ends.filter((end) => subnetsOf(model, end).includes(subnet.id)).map(({ name }) => name)
    return `${wayOut(model, subnet)}: ${parts.join(', ')}`
  })
  return [...tiers]
    .map(([key, subnets]): Tier => {
      const [title = ''] = key.split(': ')
      const names = key.slice(title.length + 2).split(', ')
      return { title, subnets, parts: ends.filter(({ name }) => names.includes(name)) }
    })
    .sort((one, other) => order.indexOf(one.title) - order.indexOf(other.title))
}

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

const arrow = (from: Spot, to: Spot, { ports, passes }: Passage, index: number): string => {
  const isBeside = from.y === to.y
  const { start, bend, end } = isBeside ? besideCurve(from, to) : acrossCurve(from, to, index)
  const words = ports.length > 0 ? ports.join(', ') : 'out'
  // The middle of the curve is half way between its bend and the straight line.
  const middle = { x: (start.x + 2 * bend.x + end.x) / 4, y: (start.y + 2 * bend.y + end.y) / 4 }
  return `<path d="M${start.x} ${start.y} Q${bend.x} ${bend.y} ${end.x} ${end.y}" class="way ${passes}" marker-end="url(#tip-${passes})"/>${text(middle.x + (isBeside ? 0 : 5), middle.y - 3, words, `port ${passes}`, isBeside ? 'middle' : 'start')}`
}

const drawTier = ({ title, subnets, parts }: Tier, y: number, zones: readonly string[], width: number): string => {
  const boxes = subnets.map((subnet) => {
    const column = zones.indexOf(subnet.zone ?? '')
    const x = size.gap + Math.max(column, 0) * size.zone
    return `<rect x="${x + 8}" y="${y}" width="${size.zone - 16}" height="${size.row - 36}" rx="6" class="subnet"/>${text(x + 18, y + 17, subnet.cidrs[0] ?? subnet.id, 'dim', 'start')}`
  })
  return `<g>${boxes.join('')}${text(width - size.gap - 12, y + size.row - 46, parts.length > 0 ? title : `${title}, empty`, 'dim', 'end')}</g>`
}

/**
 * A network as an SVG picture: zones, subnets, the parts in them, and an arrow for all that may pass. Solid: from every zone, address and port;
 * dashed: from some of them. The same network makes the same picture.
 */
export const drawNetwork = (ground: Pick<Ground, 'model' | 'ends'>): string => {
  const tiers = tiersOf(ground)
  const zones = [...new Set(ground.model.subnets.map(({ zone = '' }) => zone))].sort()
  const width = Math.max(zones.length, 2) * size.zone + 2 * size.gap
  const height = size.top + 30 + tiers.length * size.row
  const spots = new Map<string, Spot>([['internet', { x: width / 2, y: 26 }]])
  for (const [row, { parts }] of tiers.entries())
    for (const [index, { name }] of parts.entries())
      spots.set(name, {
        x: Math.round(((index + 1) * width) / (parts.length + 1) + (row % 2 === 0 ? 0 : 24)),
        y: size.top + row * size.row + 76,
      })
  const passages = passagesOf(ground)
  const arrows = passages.map((each, index) => {
    const [from, to] = [spots.get(each.from), spots.get(each.to)]
    return from && to ? arrow(from, to, each, index) : ''
  })
  const label = passages
    .map(({ from, to, ports }) => `${from} to ${to}${ports.length > 0 ? ` ${ports.join(', ')}` : ''}`)
    .join('; ')
  const tip = (name: string, colour: string): string =>
    `<marker id="tip-${name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" fill="${colour}"/></marker>`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeXml(`What may pass: ${label}`)}">
<style>text{font:12px system-ui,sans-serif;fill:${colours.ink}}.dim{fill:${colours.dim}}.name{fill:#fff;font-weight:600}.vpc{fill:#f6f8fa;stroke:${colours.line}}.subnet{fill:#fff;stroke:${colours.line};stroke-dasharray:3 3}.part{fill:${colours.part}}.outside{fill:${colours.dim}}.way{fill:none;stroke:${colours.open};stroke-width:1.6}.way.some{stroke:${colours.some};stroke-dasharray:5 4}.port{fill:${colours.open};font-size:11px}.port.some{fill:${colours.some}}</style>
<defs>${tip('all', colours.open)}${tip('some', colours.some)}</defs>
<rect width="${width}" height="${height}" rx="8" fill="#fff"/>
<rect x="${size.gap / 2}" y="${size.top - 24}" width="${width - size.gap}" height="${height - size.top + 16}" rx="8" class="vpc"/>
${zones.map((zone, index) => text(size.gap + (index + 0.5) * size.zone, size.top - 8, zone, 'dim')).join('')}
${tiers.map((tier, row) => drawTier(tier, size.top + row * size.row, zones, width)).join('\n')}
${arrows.join('\n')}
${[...spots].map(([name, spot]) => pill(spot, name, name === 'internet' ? 'outside' : 'part')).join('\n')}
</svg>
`
}
