import type { Transition } from '../../../functions/alerts/intake/index.ts'
import type { AlertsConfig } from '../../../shared/config/alerts.ts'
import { makeConfig } from '../../unit/alerts/world.ts'
import { makeRandom, type Random } from './random.ts'

/** One delivery of one transition, in milliseconds since 1970. */
export interface Delivery {
  readonly transition: Transition
  readonly at: number
}

/** What one small world goes through. Everything in it follows from the seed. */
export interface Story {
  readonly seed: number
  readonly begin: number
  /** When the last thing from outside has happened, and nothing fails any more. */
  readonly calmFrom: number
  readonly config: AlertsConfig
  /** Whether anything fails at all. */
  readonly wild: boolean
  readonly transitions: readonly Transition[]
  readonly deliveries: readonly Delivery[]
  /** `person channel` that refuses everything. */
  readonly refusing: ReadonlySet<string>
  /** Share of people's messages that somebody acts on. */
  readonly answering: number
}

// The nights on which clocks change in Berlin and New York, one in which they do not, and the end of a year.
const nights = [
  '2026-10-24T22:30:00Z',
  '2026-03-28T23:15:00Z',
  '2026-11-01T04:30:00Z',
  '2026-03-08T05:40:00Z',
  '2026-06-15T19:50:00Z',
  '2026-12-31T22:10:00Z',
] as const

const responders = {
  mina: { sms: '+12025550101', email: 'mina@corner-shop.example', zone: 'Europe/Berlin' },
  joon: {
    sms: '+12025550102',
    language: 'ko',
    zone: 'Asia/Seoul',
    quietHours: { from: '07:00', until: '09:30' },
  },
  ada: {
    email: 'ada@corner-shop.example',
    zone: 'America/New_York',
    quietHours: { from: '01:30', until: '02:30' },
  },
  boss: { sms: '+12025550104', email: 'boss@corner-shop.example' },
} as const

const rotation = (every: string) => ({
  layers: [
    { zone: 'Europe/Berlin', every, from: '2026-01-05', at: '02:30', responders: ['mina', 'joon', 'ada'] },
    {
      zone: 'America/New_York',
      every: 'day',
      from: '2026-01-05',
      responders: ['boss', 'mina'],
      only: { days: ['sunday'] },
    },
  ],
})

const rules = {
  routes: [
    { match: { alarm: 'info-*' }, severity: 'info' },
    { match: { alarm: 'app-*' }, severity: 'warning', to: 'team' },
    { match: { alarm: 'db-*' }, severity: 'critical', to: 'urgent' },
  ],
  inhibits: [{ when: { alarm: 'db-*' }, mute: { alarm: 'app-1*' } }],
  heartbeats: { backup: { every: '20 minutes', grace: '1 minute' } },
}

const configs: readonly [AlertsConfig, ...AlertsConfig[]] = [
  ['12 hours', '30 seconds', '2 minutes', 0],
  ['day', '90 seconds', '5 minutes', 1],
  ['2 hours', '10 seconds', '20 minutes', 1],
  ['1 hour', '4 minutes', '4 minutes', 2],
].map(([every, short, long, repeat]) =>
  makeConfig({
    ...rules,
    responders,
    rotations: { primary: rotation(String(every)) },
    policies: {
      team: {
        steps: [
          { notify: ['primary'], wait: long },
          { notify: ['ada', 'boss'], wait: long },
        ],
        repeat,
        remindEvery: '15 minutes',
      },
      urgent: {
        steps: [
          { notify: ['primary'], wait: short },
          { notify: ['joon'], wait: short },
          { notify: ['primary', 'boss'], wait: long },
        ],
        repeat,
        remindEvery: '10 minutes',
      },
    },
    onCall: 'team',
    fallback: ['boss'],
  }),
) as [AlertsConfig, ...AlertsConfig[]]

const minute = 60_000

const changesOf = (name: string, begin: number, length: number, random: Random): Transition[] => {
  const changes: Transition[] = []
  const flaps = random.chance(0.1)
  let at = begin + random.between(0, (length * minute) / 2)
  let state: Transition['state'] = random.chance(0.9) ? 'ALARM' : 'INSUFFICIENT_DATA'
  const restless = random.chance(0.7)
  const end = begin + length * minute
  for (let count = flaps ? 14 : restless ? 40 : 4; count > 0 && at <= end; count -= 1) {
    changes.push({ alarm: name, name, state, at: new Date(at).toISOString(), reason: `it is ${state}` })
    at += flaps ? random.between(10_000, 120_000) : random.between(1_000, restless ? 4 * minute : 30 * minute)
    state =
      state === 'ALARM'
        ? random.pick(['OK', 'OK', 'OK', 'ALARM', 'INSUFFICIENT_DATA'])
        : random.pick(['ALARM', 'ALARM', 'OK'])
  }
  return changes
}

const stormOf = (begin: number, random: Random): Transition[] => {
  const at = begin + random.between(0, 30 * minute)
  const prefix = random.pick(['db', 'web', 'app'])
  return Array.from({ length: random.between(20, 60) }, (_, index) => ({
    alarm: `${prefix}-storm-${index}`,
    name: `${prefix}-storm-${index}`,
    state: 'ALARM' as const,
    at: new Date(at + random.between(0, 50_000)).toISOString(),
    reason: 'a storm',
  }))
}

/** Every transition arrives in the end, but late, twice, out of order, or only when somebody replays it. */
const deliveriesOf = (transition: Transition, random: Random): Delivery[] => {
  const at = Date.parse(transition.at)
  const delay = random.chance(0.06) ? random.between(1_000, 8 * minute) : random.between(50, 1_500)
  const times = [at + delay]
  while (random.chance(0.12)) times.push(at + random.between(50, 5 * minute))
  return times.map((each) => ({ transition, at: each }))
}

/** @param only places of the transitions that are kept: a failing story is made smaller by leaving some out */
export const makeStory = (seed: number, only?: readonly number[]): Story => {
  const random = makeRandom(seed)
  const base = random.pick(configs)
  const begin = Date.parse(random.pick(nights)) + random.between(0, 4 * 60 * minute)
  const length = random.between(20, 60)
  const names = Array.from(
    { length: random.between(2, 16) },
    (_, index) => `${random.pick(['db', 'app', 'web', 'info'])}-${index}`,
  )
  const all = [
    ...names.flatMap((name) => changesOf(name, begin, length, random)),
    ...(random.chance(0.15) ? stormOf(begin, random) : []),
  ]
  const wild = random.chance(0.75)
  const refusing = new Set(
    ['mina sms', 'mina email', 'joon sms', 'ada email', 'boss sms', 'boss email'].filter(
      () => wild && random.chance(0.15),
    ),
  )
  const silence = {
    from: new Date(begin + 10 * minute).toISOString(),
    until: new Date(begin + 40 * minute).toISOString(),
  }
  const silences = random.chance(0.3) ? [{ match: { alarm: '*-3*' }, reason: 'deployment', ...silence }] : []
  const answering = random.pick([0, 0.2, 0.6])
  // Drawn for all, so that what is left behaves as it did before.
  const deliveries = all.map((transition) => deliveriesOf(transition, random))
  const kept = only ?? all.map((_, index) => index)
  const transitions = kept.flatMap((index) => all[index] ?? [])
  const chosen = kept.flatMap((index) => deliveries[index] ?? [])
  const calmFrom = chosen.reduce((latest, { at }) => Math.max(latest, at), begin) + minute
  return {
    seed,
    begin,
    calmFrom,
    config: { ...base, silences },
    wild,
    transitions,
    deliveries: chosen,
    refusing,
    answering,
  }
}
