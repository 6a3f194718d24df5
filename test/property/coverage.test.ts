import { jest } from '@jest/globals'
import * as fc from 'fast-check'
import { alertsSchema } from '../../shared/config/alerts/schema.ts'
import { coverageProblems } from '../../shared/on-call/coverage.ts'
import { layersOf } from '../../shared/on-call/on-call.ts'
import { slowIsCovered } from './slow-on-call.ts'

// A few seconds on a quiet machine.
jest.setTimeout(60_000)

const now = new Date('2026-11-21T00:00:00Z')
const dayMs = 86_400_000
const zones = ['Asia/Seoul', 'America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'UTC']
const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const

const hour = fc.integer({ min: 0, max: 23 }).map((each) => `${String(each).padStart(2, '0')}:00`)
const only = fc.record(
  {
    days: fc.subarray([...weekdays], { minLength: 5 }),
    hours: fc.record({ from: hour, until: hour }).filter(({ from, until }) => from !== until),
  },
  { requiredKeys: [] },
)
const layer = fc.record({ zone: fc.constantFrom(...zones), only })
const override = fc.record({ from: fc.nat(363), days: fc.integer({ min: 1, max: 60 }) }).map(({ from, days }) => ({
  rotation: 'primary',
  from: new Date(now.getTime() + from * dayMs).toISOString(),
  until: new Date(now.getTime() + (from + days) * dayMs).toISOString(),
  responder: 'joon',
}))

test('a gap is told if, and only if, asking for every half hour of 52 weeks finds one, and the first is told', () => {
  fc.assert(
    fc.property(
      fc.array(layer, { minLength: 1, maxLength: 3 }),
      fc.array(override, { maxLength: 2 }),
      (layers, overrides) => {
        const config = alertsSchema.parse({
          responders: { mina: { sms: '+12025550101' }, joon: { sms: '+12025550102' } },
          rotations: {
            primary: { layers: layers.map((each) => ({ ...each, from: '2026-11-16', responders: ['mina', 'joon'] })) },
          },
          overrides,
          onCall: 'primary',
          fallback: ['mina'],
        })
        const { primary } = config.rotations
        if (!primary) throw new Error('unreachable')
        const [problem] = coverageProblems(config, now)
        let gap: number | undefined
        // Every edge is on the half hour in these zones.
        for (let at = now.getTime(); at < now.getTime() + 364 * dayMs && gap === undefined; at += dayMs / 48)
          if (!slowIsCovered(layersOf(primary), config.overrides, at)) gap = at
        expect(problem === undefined).toBe(gap === undefined)
        if (gap === undefined || problem === undefined) return
        const zone = layers[0]?.zone ?? 'UTC'
        const text = new Date(gap).toLocaleString('sv-SE', { timeZone: zone }).slice(0, 16)
        expect(problem).toContain(`nobody is on call from ${text} to`)
        expect(problem).toContain(`(${zone})`)
      },
    ),
    { numRuns: 25 },
  )
})
