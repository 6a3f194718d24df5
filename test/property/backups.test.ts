import fc from 'fast-check'
import { decideRetention } from '../../functions/backups/retention/decide.ts'
import { keptBy } from '../../functions/backups/retention/keep.ts'
import { nameOf } from '../../functions/backups/retention/tags.ts'
import type { Keep } from '../../shared/config/backups/schema.ts'
import { wantedBy } from '../simulation/backups/wants.ts'

const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Cairo')
const some = (most: number) => fc.option(fc.integer({ min: 1, max: most }), { nil: undefined })
const keep: fc.Arbitrary<Keep> = fc.record({
  last: fc.integer({ min: 1, max: 5 }),
  daily: some(6),
  weekly: some(4),
  monthly: some(4),
  yearly: some(3),
  days: some(40),
})
// Three years around changes of clocks, the turn of a year and a leap day.
const moment = fc.integer({
  min: Date.parse('2026-10-20T00:00:00Z') / 60_000,
  max: Date.parse('2029-04-01T00:00:00Z') / 60_000,
})
const snapshots = fc.uniqueArray(moment, { maxLength: 60 }).map((minutes) =>
  minutes.map((minute, index) => ({
    id: `s${String(index).padStart(3, '0')}`,
    at: new Date(minute * 60_000).toISOString(),
  })),
)

const runs = { numRuns: 150 }

test('what is kept is what a walk over days, weeks, months and years wants', () => {
  fc.assert(
    fc.property(snapshots, keep, zone, (all, policy, where) => {
      const judged = all.map(({ id, at }) => ({ id, at: Date.parse(at) }))
      expect([...keptBy(all, policy, where)].sort()).toEqual([...wantedBy(judged, policy, where)].sort())
    }),
    runs,
  )
})

test('the newest is always kept, and what is kept once is kept again without what was not', () => {
  fc.assert(
    fc.property(snapshots, keep, zone, (all, policy, where) => {
      const kept = keptBy(all, policy, where)
      const newest = all.toSorted((one, other) => (one.at < other.at ? 1 : -1))[0]
      if (newest) expect(kept.has(newest.id)).toBe(true)
      const rest = all.filter(({ id }) => kept.has(id))
      expect([...keptBy(rest, policy, where)].sort()).toEqual([...kept].sort())
    }),
    runs,
  )
})

test('what may go is known as ours, not needed, not pending, and older than a good one', () => {
  const state = fc.constantFrom('good' as const, 'good' as const, 'pending' as const, 'failed' as const)
  const seen = fc.tuple(
    snapshots,
    fc.array(fc.tuple(state, fc.boolean(), fc.boolean()), { minLength: 60, maxLength: 60 }),
  )
  fc.assert(
    fc.property(seen, keep, zone, ([all, facts], policy, where) => {
      const fact = (index: number) => facts[index] ?? (['good', true, false] as const)
      const things = all.map(({ id, at }, index) => ({ id, at, state: fact(index)[0], tags: {}, encrypted: false }))
      const known = new Set(things.filter((_, index) => fact(index)[1]).map(({ id }) => id))
      const needed = new Map(things.flatMap(({ id }, index) => (fact(index)[2] ? [[id, 'an AMI'] as const] : [])))
      const { held, remove } = decideRetention({ seen: things, known, needed, keep: policy, zone: where })
      const good = things.filter((each) => known.has(each.id) && each.state === 'good')
      expect(held.map(({ id }) => id).sort()).toEqual(good.map(({ id }) => id).sort())
      const kept = keptBy(good, policy, where)
      const newest = held[0]?.at ?? ''
      for (const each of remove) {
        expect([known.has(each.id), needed.has(each.id), kept.has(each.id)]).toEqual([true, false, false])
        expect(each.state).not.toBe('pending')
        expect((each.at ?? '') < newest).toBe(true)
      }
      if (good.length > 0) expect(good.some(({ id }) => !remove.some((each) => each.id === id))).toBe(true)
    }),
    runs,
  )
})

test('a name is one that RDS and AMIs take', () => {
  const plan = fc.stringMatching(/^[a-z][a-z0-9-]{0,38}[a-z0-9]$/)
  fc.assert(
    fc.property(plan, fc.integer({ min: 0, max: 3 }), (name, tries) => {
      const made = nameOf(name, '2026-12-01T03:00:00.000Z', '0a1b2c3d4e5f', tries)
      expect(made).toMatch(/^(?!.*--)[a-z][a-z0-9-]{2,127}(?<!-)$/)
    }),
    runs,
  )
})
