import type { Layer, Override, Rotation } from '../../shared/config/alerts.ts'

// The same rules as in shared/on-call, written for the eye: it tries day after day and knows of no stretches. It reads the
// clock through Intl alone, where the engine reads it through Temporal.

const hourMs = 3_600_000
const dayMs = 24 * hourMs

const clocks = new Map<string, Intl.DateTimeFormat>()

/** What the clock on the wall shows at an instant, written as if it stood in UTC. */
const wall = (at: number, zone: string): number => {
  let clock = clocks.get(zone)
  if (!clock) {
    clock = new Intl.DateTimeFormat('en', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    clocks.set(zone, clock)
  }
  const part = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
  return Date.UTC(year, month - 1, day, hour, minute, second)
}

/** The instant of a local time: one in a gap comes as much later, one in a repeated hour at its first pass. */
export const slowInstant = (date: string, time: string, zone: string): number => {
  const key = `${date} ${time} ${zone}`
  const at = instants.get(key) ?? findInstant(date, time, zone)
  instants.set(key, at)
  return at
}

const instants = new Map<string, number>()

const findInstant = (date: string, time: string, zone: string): number => {
  const local = Date.parse(`${date}T${time}Z`)
  const offsets = [-dayMs, dayMs].map((days) => wall(local + days, zone) - (local + days))
  const found = offsets.map((offset) => local - offset).filter((at) => wall(at, zone) === local)
  // In a gap the clock goes on as before it.
  return found.length > 0 ? Math.min(...found) : local - (offsets[0] ?? 0)
}

const plusDays = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 10)

const handoffOf = ({ from, at, zone, every }: Layer, turn: number): number => {
  if (every.includes('hour')) return slowInstant(from, at, zone) + turn * Number.parseInt(every, 10) * hourMs
  const days = every === 'day' ? 1 : every === 'week' ? 7 : Number.parseInt(every, 10)
  return slowInstant(plusDays(from, turn * days), at, zone)
}

/** Walks from handoff to handoff, one after the other, from the first one on, forwards or backwards. */
export const slowTurn = (layer: Layer, at: number) => {
  const { responders } = layer
  let turn = 0
  let person = 0
  while (handoffOf(layer, turn + 1) <= at) {
    turn += 1
    person = (person + 1) % responders.length
  }
  while (handoffOf(layer, turn) > at) {
    turn -= 1
    person = (person + responders.length - 1) % responders.length
  }
  return {
    responder: responders[person],
    from: new Date(handoffOf(layer, turn)),
    until: new Date(handoffOf(layer, turn + 1)),
  }
}

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const

/** Whether the instant lies in the window of any of the days around it. */
const slowCounts = ({ only, zone }: Layer, at: number): boolean => {
  if (!only) return true
  const today = new Date(wall(at, zone)).toISOString().slice(0, 10)
  return [-2, -1, 0, 1].some((days) => {
    const date = plusDays(today, days)
    const weekday = weekdays[new Date(date).getUTCDay()]
    if (only.days && !only.days.some((day) => day === weekday)) return false
    const { from, until } = only.hours ?? { from: '00:00', until: '00:00' }
    const end = slowInstant(until <= from ? plusDays(date, 1) : date, until, zone)
    return slowInstant(date, from, zone) <= at && at < end
  })
}

const applies = ({ from, until }: Override, at: number): boolean => Date.parse(from) <= at && at < Date.parse(until)

/** Whether anybody at all is on call, where no override waits for somebody's turn. */
export const slowIsCovered = (layers: readonly Layer[], overrides: readonly Override[], at: number): boolean =>
  layers.some((layer) => slowCounts(layer, at)) || overrides.some((override) => applies(override, at))

export interface SlowAnswer {
  readonly responder: string | undefined
  readonly by: string
  /** Beginning of the turn; 0 where no turn decides. */
  readonly turn: number
}

/** Who is on call at one instant, asked of every layer and every override in turn. */
export const slowOnCall = (rotation: Rotation, overrides: readonly Override[], at: number): SlowAnswer => {
  let answer: SlowAnswer = { responder: undefined, by: 'nobody', turn: 0 }
  const layers = 'layers' in rotation ? rotation.layers : [rotation]
  for (const [index, layer] of layers.entries())
    if (slowCounts(layer, at)) {
      const { responder, from } = slowTurn(layer, at)
      answer = { responder, by: `layer ${index + 1}`, turn: from.getTime() }
    }
  const turnOf = answer.responder
  for (const override of overrides) {
    const { responder, instead } = override
    if (applies(override, at) && (instead === undefined || instead === turnOf))
      answer = { responder, by: 'override', turn: 0 }
  }
  return answer
}
