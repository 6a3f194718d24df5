import { log } from '../../shared/log.ts'
import { backups } from './backups/simulation.ts'
import { useFastTimes } from './engine/fast-times.ts'
import { shrink } from './engine/shrink.ts'
import { playMany } from './engine/simulation.ts'

useFastTimes()
log.setLogLevel('SILENT')

/** What the worlds must have come to, so that they are worth something. */
const met = [
  'clock',
  'copy done',
  'copy failed',
  'delete',
  'deleted by the engine',
  'effects that did not answer',
  'looks that died',
  'signals: backup.failed',
  'signals: backup.recovered',
  'snapshot done',
  'snapshot failed',
]

test('300 snapshots in worlds in which everything goes wrong: nothing that must not be', async () => {
  const { failing, counts } = await playMany(backups, 20_261_201, 300)
  const smallest = failing[0] === undefined ? undefined : await shrink(backups, failing[0])
  expect(smallest).toBeUndefined()
  for (const what of met) expect([what, counts[what] ?? 0]).not.toEqual([what, 0])
}, 120_000)

// Two looks at one moment that both asked; a clock that was ahead by a year, so that a copy was given up while AWS made it.
test.each([18, 136])(
  'a world that failed once: seed %i',
  async (seed) => {
    expect((await backups.play(seed)).violations).toEqual([])
  },
  60_000,
)
