import * as fc from 'fast-check'
import type { ClientCounts, Counts, EvidenceLine, MinuteCount } from '../../../functions/firewall/logs/counts.ts'
import { replayLogs } from '../../../functions/firewall/replay/replay.ts'
import { firewallSlice } from '../../../functions/firewall/replay/replay-config.ts'
import { judge } from '../../../functions/firewall/rules/judge.ts'
import type { Offender } from '../../../functions/firewall/rules/offender.ts'
import { packCounts, unpackCounts } from '../../../functions/firewall/rules/pack.ts'
import type { Rule } from '../../../functions/firewall/rules/rule.ts'
import { step } from '../../../functions/firewall/rules/step.ts'
import { emptyTallies } from '../../../functions/firewall/rules/tallies.ts'
import { legacy } from '../../unit/firewall/scene.ts'
import { type SlowLine, slowBlocks, slowOffence } from './slow-firewall.ts'

const begin = Date.parse('2026-11-30T10:00:00Z')
const now = new Date(begin + 2 * 3_600_000)
const client = '198.51.100.7'

const rule: fc.Arbitrary<Rule> = fc.record({
  name: fc.constantFrom('scan', 'flood'),
  match: fc.constant({ errors: ['4xx'] }),
  threshold: fc.integer({ min: 1, max: 8 }),
  windowMinutes: fc.integer({ min: 1, max: 12 }),
  blockSeconds: fc.constant(4 * 3600),
  mode: fc.constant('block' as const),
  escalate: fc.constant({ factor: 1, mostSeconds: 4 * 3600, decaySeconds: 3600 }),
})

/** Lines within the hour, dense in places; and the piece in which each one is. */
const lines = fc.array(
  fc.record({
    at: fc
      .oneof(fc.integer({ min: 0, max: 3600 }), fc.integer({ min: 1000, max: 1300 }))
      .map((second) => begin + second * 1000),
    refused: fc.boolean(),
    piece: fc.integer({ min: 0, max: 4 }),
  }),
  { maxLength: 40 },
)
type Line = SlowLine & { readonly piece: number }

const evidence = ({ at }: SlowLine, line: number): EvidenceLine => ({ at: new Date(at).toISOString(), line })

const countsOf = (name: string, among: readonly SlowLine[]): Counts => {
  const minutes = new Map<number, MinuteCount>()
  for (const { at, refused = false } of among) {
    const minute = Math.floor(at / 60_000)
    const { count = 0, refused: before = 0, lastSecond = 0 } = minutes.get(minute) ?? {}
    minutes.set(minute, {
      count: count + 1,
      refused: before + Number(refused),
      lastSecond: Math.max(lastSecond, Math.floor((at % 60_000) / 1000)),
    })
  }
  const ordered = among.toSorted((one, other) => one.at - other.at)
  const [first, last] = [ordered[0], ordered.at(-1)]
  const counts: ClientCounts = { minutes, ...(first && last && { first: evidence(first, 1), last: evidence(last, 2) }) }
  return new Map([[name, new Map([[client, counts]])]])
}

/** Pieces of lines in an order, some of them twice. */
const piecesOf = (name: string, all: readonly Line[], order: readonly number[]) =>
  order.map((piece) => ({
    counts: countsOf(
      name,
      all.filter((line) => line.piece === piece),
    ),
    origin: { id: String(piece), scope: 'REGIONAL' as const, bucket: 'logs', key: String(piece) },
  }))

const order = fc
  .tuple(
    fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }),
    fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }),
  )
  .map(([all, again]) => [...all, ...again])

test('an offence is what a slow counter finds, however the lines are cut, shuffled and doubled', () => {
  fc.assert(
    fc.property(rule, lines, order, (each, all, ordered) => {
      const tallies = emptyTallies()
      for (const { counts, origin } of piecesOf(each.name, all, ordered))
        tallies.add({ counts, format: 'alb' }, origin, now)
      const series = tallies.series(each.name, client)
      const found = series && judge(series, each, { isBlocked: () => false })
      const slow = slowOffence(all, each.threshold, each.windowMinutes)
      expect(found?.count).toBe(slow?.count)
      if (!slow || !found) return
      expect(found.scopes).toEqual(['REGIONAL'])
      expect(Date.parse(found.last)).toBe(slow.last)
    }),
    { numRuns: 3000 },
  )
})

test('what is refused while blocked, and what is spent, does not count', () => {
  fc.assert(
    fc.property(
      rule,
      lines,
      fc.integer({ min: 0, max: 60 }),
      fc.integer({ min: 0, max: 30 }),
      (each, all, upTo, length) => {
        const [from, minute] = [begin / 60_000 + upTo, begin / 60_000 + upTo + length]
        const isBlocked = (at: number): boolean => at > from && at <= minute
        const tallies = emptyTallies()
        for (const { counts, origin } of piecesOf(each.name, all, [0, 1, 2, 3, 4]))
          tallies.add({ counts, format: 'alb' }, origin, now)
        const series = tallies.series(each.name, client)
        const found = series && judge(series, each, { upTo: from - 10, isBlocked })
        const left = all.filter(({ at, refused }) => {
          const one = Math.floor(at / 60_000)
          return one > from - 10 && !(refused && isBlocked(one))
        })
        expect(found?.count).toBe(slowOffence(left, each.threshold, each.windowMinutes)?.count)
      },
    ),
    { numRuns: 2000 },
  )
})

const slice = firewallSlice({}, now)

test('passes after each piece, in any order, come to the same as one pass after all', () => {
  fc.assert(
    fc.property(fc.tuple(rule, rule), lines, order, ([one, other], all, ordered) => {
      const rules = [
        { ...one, name: 'scan' },
        { ...other, name: 'flood', blockSeconds: 5 * 3600 },
      ]
      const pass = (offenders: Map<string, Offender>, tallies: ReturnType<typeof emptyTallies>): void => {
        const result = step({
          slice: { ...slice, rules },
          tallies,
          clients: tallies.takeTouched(),
          offenders,
          allowed: [],
          now,
        })
        for (const offender of result.offenders) offenders.set(offender.client, offender)
      }
      const run = (pieces: readonly number[], each: boolean): Offender | undefined => {
        const [offenders, tallies] = [new Map<string, Offender>(), emptyTallies()]
        for (const piece of pieces) {
          for (const { name } of rules)
            for (const { counts, origin } of piecesOf(name, all, [piece]))
              tallies.add({ counts, format: 'alb' }, { ...origin, id: `${origin.id}#${name}` }, now)
          if (each) pass(offenders, tallies)
        }
        pass(offenders, tallies)
        return offenders.get(client)
      }
      const [together, apart] = [run([0, 1, 2, 3, 4], false), run(ordered, true)]
      expect(apart?.block?.until).toBe(together?.block?.until)
      expect(apart?.level).toBe(together?.level)
      const names = (offender: Offender | undefined): string[] | undefined =>
        offender?.block?.offences?.map(({ rule: name }) => name).sort()
      expect(names(apart)).toEqual(names(together))
    }),
    { numRuns: 1000 },
  )
})

test('a replay blocks when and for as long as a slow one', async () => {
  const text = (among: readonly SlowLine[]): Buffer =>
    Buffer.from(legacy(...among.map(({ at }) => ({ ip: client, from: new Date(at).toISOString() }))))
  const scene = fc.record({
    threshold: fc.integer({ min: 1, max: 6 }),
    windowMinutes: fc.integer({ min: 1, max: 10 }),
    blockMinutes: fc.integer({ min: 1, max: 90 }),
    // Logs of some lines within five minutes, which come up to an hour and a half later.
    logs: fc.array(
      fc.record({
        begins: fc.integer({ min: 0, max: 180 }),
        seconds: fc.array(fc.integer({ min: 0, max: 299 }), { minLength: 1, maxLength: 8 }),
        late: fc.integer({ min: 5, max: 90 }),
      }),
      { minLength: 1, maxLength: 8 },
    ),
  })
  await fc.assert(
    fc.asyncProperty(scene, async ({ threshold, windowMinutes, blockMinutes, logs }) => {
      const arrivals = logs
        // A minute each, so that no pass takes two.
        .map(({ begins, seconds, late }, index) => ({
          at: begin + (begins + late) * 60_000 + index * 7_000,
          lines: seconds.map((second) => ({ at: begin + (begins * 60 + second) * 1000 })),
        }))
      const { blocks } = await replayLogs({
        slice: {
          ...firewallSlice(
            {
              rules: {
                scan: {
                  errors: ['4xx'],
                  threshold,
                  window: `${windowMinutes} minutes`,
                  block: `${blockMinutes} minutes`,
                  mode: 'block',
                },
              },
            },
            new Date(begin),
          ),
          // So short that each object has a pass of its own.
          intervalSeconds: 5,
        },
        objects: arrivals.map(({ at, lines: each }, index) => ({
          source: 'logs',
          key: String(index),
          bytes: text(each),
          arrivedAt: new Date(at),
        })),
        until: new Date(begin + 24 * 3_600_000),
      })
      const slow = slowBlocks(arrivals, { threshold, windowMinutes, blockMs: blockMinutes * 60_000 })
      expect(
        blocks.map(({ from, until, releasedAt }) => [from, until, releasedAt].map((iso) => Date.parse(iso ?? ''))),
      ).toEqual(slow.map(({ from, until }) => [from, until, until]))
    }),
    { numRuns: 300 },
  )
})

test('counts are the same when they come out of the ledger', () => {
  fc.assert(
    fc.property(lines, (all) => {
      const counts = countsOf('scan', all)
      expect(unpackCounts(packCounts(counts))).toEqual(counts)
    }),
    { numRuns: 200 },
  )
})
