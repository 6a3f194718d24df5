import type { AlertsConfig } from '../../../shared/config/alerts/schema.ts'
import type { Random } from '../engine/random.ts'

/** What somebody asks for at run time, in milliseconds since 1970: who covers, what is silent, and that it ends again. */
export interface Deed {
  readonly at: number
  readonly event: Readonly<Record<string, unknown>>
  /** How often it comes: a terminal, or the platform, may send it again. */
  readonly copies: number
}

const minute = 60_000

const eventOf = (action: string, request: string, more: object): Deed['event'] => ({
  source: 'nightshift.command',
  action,
  request,
  by: 'boss',
  ...more,
})

const iso = (at: number): string => new Date(at).toISOString()

/** Covers, swaps and silences of a night, made in the middle of it; most of them end in it too, by themselves or by hand. */
export const deedsOf = (config: AlertsConfig, begin: number, length: number, random: Random): Deed[] => {
  if (random.chance(0.35)) return []
  const [first = '', ...others] = Object.keys(config.responders)
  const people = [first, ...others] as const
  return Array.from({ length: random.between(1, 6) }, (_, index) => {
    const at = begin + random.between(0, length * minute)
    const id = (index + 1).toString(16).padStart(8, '0')
    const until = iso(at + random.between(2 * minute, 50 * minute))
    // Most begin at once, some later, and some say that they began before.
    const from = random.chance(0.3) ? { from: iso(at + random.between(-10 * minute, 15 * minute)) } : {}
    const ask = random.pick(['override', 'override', 'override', 'swap', 'silence', 'silence'])
    const who = random.pick(people)
    const event =
      ask === 'override'
        ? eventOf(ask, id, {
            rotation: 'primary',
            who,
            ...from,
            until,
            ...(random.chance(0.3) ? { instead: random.pick(people) } : {}),
          })
        : ask === 'swap'
          ? eventOf(ask, id, {
              rotation: 'primary',
              who,
              with: random.pick(people),
              ...(random.chance(0.7) ? { until } : {}),
            })
          : eventOf(ask, id, {
              match: { alarm: random.pick(['*-2*', 'app-*', '*-storm-*', '*-1']) },
              ...from,
              until,
              why: 'deployment',
            })
    const copies = random.chance(0.2) ? 2 : 1
    const end = eventOf(ask === 'silence' ? 'end-silence' : 'cancel-override', `${id}ff`, { id })
    return [
      { at, event, copies },
      // Somebody else has the same idea at the same moment.
      ...(random.chance(0.2)
        ? [{ at: at + random.between(0, 400), event: { ...event, request: `${id}aa` }, copies: 1 }]
        : []),
      ...(random.chance(0.4) ? [{ at: at + random.between(minute, 20 * minute), event: end, copies }] : []),
    ]
  }).flat()
}
