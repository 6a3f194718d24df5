import { log } from '../../shared/log.ts'
import { useFastTimes } from './engine/fast-times.ts'
import { shrink } from './engine/shrink.ts'
import { playMany } from './engine/simulation.ts'
import { hours } from './hours/simulation.ts'

useFastTimes()
log.setLogLevel('SILENT')

/** What the worlds must have come to, so that they are worth something. */
const met = [
  'as it is to be: running',
  'as it is to be: stopped',
  'hands seen',
  'manual actions',
  'requests: start',
  'requests: stop',
  'requests: size',
  'restarts answered',
  'signals: hours.held',
  'signals: hours.unknown-calendar',
  'troubles: Client.InternalError',
  'troubles: InsufficientCapacity',
  'troubles: not-in-time',
]

test('20,000 target-nights in worlds in which everything goes wrong: nothing that must not be', async () => {
  const { failing, counts } = await playMany(hours, 20_261_130, 20_000)
  const smallest = failing[0] === undefined ? undefined : await shrink(hours, failing[0])
  expect(smallest).toBeUndefined()
  for (const what of met) expect([what, counts[what] ?? 0]).not.toEqual([what, 0])
}, 600_000)

test.each([135, 397])(
  'where looks see all time off, nearly all of it is claimed, and no more: seed %i',
  async (seed) => {
    const { violations, counts } = await hours.play(seed)
    expect(violations).toEqual([])
    expect(counts['hours claimed where all are seen']).toBeGreaterThan(500)
  },
  120_000,
)

// A size that a look cannot know of; one part of a size set by somebody else; rules that only stop, seen first after their moment; a gap whose end could
// not be written of one target; a minimum that a person took away.
test.each([5_035, 100_120, 100_009, 7_000_187, 7_000_413, 9_000_051, 579, 1_095, 2_291])(
  'a world that failed once: seed %i',
  async (seed) => {
    expect((await hours.play(seed)).violations).toEqual([])
  },
  120_000,
)

test('the same seed is the same run', async () => {
  expect(await hours.play(7)).toEqual(await hours.play(7))
}, 120_000)
