import { look } from '../../../functions/hours/engine/look.ts'
import { monthSavings } from '../../../functions/hours/rules/savings.ts'
import {
  type HoursLookRecord,
  type HoursSavingsRecord,
  type HoursTargetRecord,
  keys,
} from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import { makeRandom } from '../../simulation/engine/random.ts'
import { makeWorld } from './world.ts'

log.setLogLevel('SILENT')

const minute = 60_000
const costs = { running: [{ item: 'unit', count: 1 }], stopped: [{ item: 'disk', count: 2 }] }
const shop = { name: 'data', kind: 'databases', selector: ['shop'], calendar: 'office' }
const target = 'database/shop'
// The night goes over the end of a month.
const begin = Date.parse('2026-11-30T20:00:00Z')

/** Minutes that a call lasts at most: what it sees at its end counts from its beginning. */
const longest = 2

/** A database as AWS has it: stopped but for some minutes, by the minutes since the beginning. */
const makeNight = (runs: readonly (readonly [number, number])[]) => {
  const world = makeWorld([shop], { [target]: { state: 'stopped', costs } })
  const isOn = (at: number): boolean => runs.some(([from, until]) => from <= at && at < until)
  /**
   * A look that began at a minute.
   * @param sees the minute at which it reads AWS
   * @param gate AWS answers, or the ledger writes, only then
   * @param without the config no longer has the database
   */
  const lookAt = (
    began: number,
    {
      sees = began,
      gate,
      without = false,
    }: { sees?: number; gate?: Promise<void>; without?: boolean | undefined } = {},
  ): Promise<unknown> => {
    const at = world.at(new Date(begin + began * minute).toISOString())
    const kind = at.kinds.get('databases')
    if (!kind) throw new RangeError('no databases')
    const state = isOn(sees) ? 'running' : 'stopped'
    const observe: typeof kind.observe = async (ids) => {
      await gate
      return new Map(ids.map((id) => [id, { state, costs }]))
    }
    return look({
      ...at,
      kinds: new Map(at.kinds).set('databases', { ...kind, observe }),
      slice: { ...at.slice, targets: without ? [] : [shop] },
    })
  }
  const seconds = async (): Promise<number> => {
    const record = await world.ledger.get<HoursTargetRecord>(keys.hoursTarget(target))
    const seen = await world.ledger.get<HoursLookRecord>(keys.hoursLook())
    let sum = 0
    for (const month of ['2026-11', '2026-12']) {
      const known = await world.ledger.get<HoursSavingsRecord>(keys.hoursSavings(month, target))
      const open = monthSavings(month, known ? [known] : [], record ? [record] : [], seen, () => 1)
      sum += open.get(target)?.seconds ?? 0
    }
    return sum
  }
  /** Seconds for which it was really stopped until a minute. */
  const really = (until: number): number =>
    60 * Array.from({ length: until }, (_, at) => at).filter((at) => !isOn(at)).length
  return { lookAt, seconds, really }
}

type Looks = readonly (readonly [at: number, without?: true])[]

const once: Looks = [[0], [10], [20], [100], [110], [112], [230], [238], [246, true], [250, true]]
const runs = [
  [111, 113],
  [120, 225],
] as const

const claimed = async (looks: Looks, how: 'once' | 'together' | 'again' | 'three'): Promise<number> => {
  const { lookAt, seconds } = makeNight(runs)
  for (const [at, without] of looks) {
    const doubled = (): Promise<unknown> => lookAt(at, { without })
    if (how === 'together') await Promise.all([doubled(), doubled()])
    else if (how === 'three') await Promise.all([doubled(), doubled(), doubled()]).then(doubled)
    else await doubled()
    if (how === 'again') await doubled()
  }
  return seconds()
}

test('hours that two looks see are claimed once, whether they come together or one after the other', async () => {
  const single = await claimed(once, 'once')
  // 0 to 20, 100 to 110, 230 to 238 minutes: what lies between is a gap, or it ran.
  expect(single).toBe(60 * (20 + 10 + 8))
  for (const how of ['together', 'again', 'three'] as const)
    expect([how, await claimed(once, how)]).toEqual([how, single])
})

test('a look that comes late, or sees what was, claims nothing that was claimed before', async () => {
  const { lookAt, seconds } = makeNight([[15, 30]])
  for (const at of [0, 7, 14, 16]) await lookAt(at)
  expect(await seconds()).toBe(60 * 14)
  // They began before the last look, and come when that has written.
  await lookAt(12)
  await lookAt(14, { sees: 16 })
  expect(await seconds()).toBe(60 * 14)
  for (const at of [30, 40, 38, 30]) await lookAt(at)
  expect(await seconds()).toBe(60 * 24)
})

test('a look that began before others and sees a stop after them claims nothing of the time that they saw it run', async () => {
  const { lookAt, seconds } = makeNight([[15, 29]])
  for (const at of [0, 7, 14, 16, 22, 28]) await lookAt(at)
  await lookAt(20, { sees: 30 })
  await lookAt(35)
  expect(await seconds()).toBe(60 * (14 + (35 - 28)))
})

test.each(Array.from({ length: 60 }, (_, index) => index + 1))(
  'looks that are doubled, late and in any order never claim more than it was stopped: seed %i',
  async (seed) => {
    const random = makeRandom(seed)
    const from = random.between(20, 120)
    const { lookAt, seconds, really } = makeNight([
      // Longer than any time between two looks: what ran in between, and nobody saw, cannot be known.
      [from, from + random.between(19, 40)],
      [200, 200 + random.between(19, 60)],
    ])
    let most = 0
    let open = (): void => {}
    let waiting: Promise<unknown> | undefined
    for (let at = 0; at < 300; at += random.between(1, 18)) {
      const others: Promise<unknown>[] = []
      // It began earlier, and reads everything now.
      if (random.chance(0.4)) others.push(lookAt(Math.max(0, at - random.between(0, longest)), { sees: at }))
      if (random.chance(0.3)) others.push(lookAt(at, { without: random.chance(0.1) }))
      // It has read the ledger now, and what AWS shows now comes to it, and is written, when others have written.
      if (random.chance(0.3) && !waiting) {
        const gate = new Promise<void>((resolve) => {
          open = resolve
        })
        waiting = lookAt(at, { gate })
      }
      await Promise.all([lookAt(at), ...others])
      if (waiting && random.chance(0.5)) {
        open()
        await waiting
        waiting = undefined
      }
      const sum = await seconds()
      expect([at, sum]).toEqual([at, Math.min(sum, really(at) + 2 * longest * 60)])
      most = Math.max(most, sum)
    }
    expect(most).toBeGreaterThan(0)
  },
)
