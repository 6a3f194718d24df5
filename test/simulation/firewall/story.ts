import type { Rule } from '../../../functions/firewall/rules/rule.ts'
import type { FirewallSlice } from '../../../functions/firewall/rules/slice.ts'
import { slice } from '../../unit/firewall/engine/scene.ts'
import { makeRandom, type Random } from '../engine/random.ts'
import type { Mood } from './rates.ts'

/** A request that somebody makes. */
export interface Asked {
  readonly client: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly source: string
  /** It is answered, and nothing is wrong with it. */
  readonly isFine?: boolean
}

/** What of a person's doings happens when. */
export type Hand =
  | { readonly at: number; readonly what: 'add' | 'remove'; readonly set: string; readonly entry: string }
  | { readonly at: number; readonly what: 'wipe'; readonly set: string }
  | {
      readonly at: number
      readonly what: 'ask'
      readonly action: 'block' | 'allow' | 'release'
      readonly client: string
      readonly until?: number
    }

/** An object: lines up to its time, and when its event comes, once or several times. */
export interface LogFile {
  readonly key: string
  readonly source: string
  readonly at: number
  readonly lines: readonly Asked[]
  readonly deliveries: readonly number[]
}

export interface Story {
  readonly seed: number
  readonly mood: Mood
  readonly begins: number
  readonly end: number
  /** From then on nothing goes wrong any more. */
  readonly calmFrom: number
  readonly slice: FirewallSlice
  readonly scopes: readonly ('REGIONAL' | 'CLOUDFRONT')[]
  readonly files: readonly LogFile[]
  readonly hands: readonly Hand[]
  /** Things from outside, those that are left out too. */
  readonly places: number
  readonly random: Random
}

const minute = 60_000

const ruleOf = (random: Random): Rule => ({
  name: 'errors',
  match: { errors: ['4xx'] },
  threshold: random.between(4, 12),
  windowMinutes: random.pick([1, 3, 5, 10]),
  blockSeconds: random.pick([300, 900, 1_800, 3_600]),
  mode: 'block',
  escalate: { factor: random.chance(0.3) ? 2 : 1, mostSeconds: 86_400, decaySeconds: 3_600 },
})

export const neverBlocked = ['10.7.7.7', '198.51.100.9', '192.0.2.33'] as const

const clientsOf = (random: Random): string[] => [
  ...Array.from({ length: random.between(2, 7) }, (_, index) => `203.0.113.${index + 1}`),
  ...Array.from({ length: random.between(0, 2) }, (_, index) => `2001:db8:0:${index + 1}::7`),
  ...neverBlocked,
]

/** Bursts of requests that fail, of each client some. */
const requestsOf = (random: Random, sources: readonly string[], begins: number, end: number, rule: Rule): Asked[] =>
  clientsOf(random).flatMap((client) =>
    Array.from({ length: random.between(1, 4) }, () => random.between(begins, end - 40 * minute)).flatMap((from) => {
      const lasting = random.pick([10_000, minute, 4 * minute, 12 * minute])
      const count = random.between(1, 3 * rule.threshold)
      return Array.from({ length: count }, () => ({
        client,
        at: from + random.between(0, lasting),
        source: random.chance(0.8) ? (sources[0] ?? '') : random.pick(sources as [string, ...string[]]),
      }))
    }),
  )

/** Around each request that fails there are many that do not: of people who are never to be blocked. */
const passersBy = (random: Random, requests: readonly Asked[]): Asked[] =>
  requests.flatMap(({ at, source }) =>
    Array.from({ length: random.between(0, 16) }, () => ({
      client: `198.18.${random.between(0, 3)}.${random.between(1, 250)}`,
      at: at + random.between(-30_000, 30_000),
      source,
      isFine: true,
    })),
  )

/** Several nodes write, each every minute or five; what they have is there a little later, or much. */
const filesOf = (random: Random, requests: readonly Asked[], begins: number, end: number): LogFile[] => {
  const every = random.pick([minute, 2 * minute, 5 * minute])
  const nodes = random.between(1, 3)
  const groups = Map.groupBy(
    [...requests, ...passersBy(random, requests)],
    ({ source, at }) => `${source}/${random.between(1, nodes)}/${Math.floor((at - begins) / every)}`,
  )
  return [...groups].map(([name, lines], index) => {
    const written = begins + (Math.floor(((lines[0]?.at ?? begins) - begins) / every) + 1) * every
    const at = Math.min(
      written + (random.chance(0.1) ? random.between(minute, 90 * minute) : random.between(0, 5_000)),
      end - 16 * minute,
    )
    const first = at + random.between(100, 1_500)
    const again = random.chance(0.15) ? [first + random.between(0, 30 * minute)] : []
    return { key: `${name}/${index}.log`, source: lines[0]?.source ?? '', at, lines, deliveries: [first, ...again] }
  })
}

const handsOf = (random: Random, begins: number, end: number): Hand[] => {
  const set = 'shop-block-ipv4'
  const when = (): number => random.between(begins, end - 20 * minute)
  const asks = Array.from({ length: random.between(0, 4) }, (): Hand => {
    const at = when()
    const client = random.pick(['192.0.2.101', '192.0.2.102', '203.0.113.1'])
    const action = random.pick<'block' | 'allow' | 'release'>(['block', 'allow', 'release'])
    return {
      at,
      what: 'ask',
      action,
      client,
      ...(action === 'release' ? {} : { until: at + random.between(5, 60) * minute }),
    }
  })
  const edits = Array.from({ length: random.between(0, 3) }, (_, index): Hand[] => {
    const at = when()
    const entry = `192.0.2.${200 + index}/32`
    const added: Hand = { at, what: 'add', set, entry }
    return random.chance(0.5)
      ? [added, { at: at + random.between(1, 20) * minute, what: 'remove', set, entry }]
      : [added]
  })
  return [...asks, ...edits.flat(), ...(random.chance(0.3) ? [{ at: when(), what: 'wipe', set } satisfies Hand] : [])]
}

/** @param only places of the things from outside that are kept; default all */
export const makeStory = (seed: number, only?: readonly number[]): Story => {
  const random = makeRandom(seed)
  const begins = Date.parse('2026-11-30T00:00:00Z') + random.between(0, 59) * 1000
  const end = begins + random.between(70, 130) * minute
  const mood = random.pick<Mood>(['calm', 'mild', 'wild', 'wild'])
  const rule = ruleOf(random)
  const withEdge = random.chance(0.3)
  const sources = withEdge ? ['web', 'view'] : ['web']
  const hasHands = random.chance(0.5)
  const requests = requestsOf(random, sources, begins, end, rule)
  const files = filesOf(random, requests, begins, end)
  const hands = hasHands ? handsOf(random, begins, end) : []
  const things = [...files, ...hands]
  const kept = new Set(only === undefined ? things : only.map((place) => things[place]))
  return {
    seed,
    mood,
    begins,
    end,
    calmFrom: end - 15 * minute,
    slice: slice({
      sources: sources.map((name) => ({
        name,
        bucket: { name: `logs-${name}` },
        scope: name === 'web' ? 'REGIONAL' : 'CLOUDFRONT',
      })),
      rules: [rule, { ...rule, name: 'shadow', threshold: rule.threshold * 2, mode: 'count' }],
      allow: [{ address: '192.0.2.0/26', why: 'a partner' }],
      own: ['198.51.100.0/24'],
      alerts: { newBlocks: 3, newBlocksWindowSeconds: 600, setNearlyFull: 0.8, silentSeconds: 3_600 },
    }),
    scopes: withEdge ? ['REGIONAL', 'CLOUDFRONT'] : ['REGIONAL'],
    files: files.filter((file) => kept.has(file)),
    hands: hands.filter((hand) => kept.has(hand)),
    places: things.length,
    random,
  }
}
