import { log } from '../../shared/log.ts'
import { shrink } from './engine/shrink.ts'
import { playMany } from './engine/simulation.ts'
import { firewall } from './firewall/simulation.ts'

log.setLogLevel('SILENT')

/** What the worlds must have come to, so that they are worth something. */
const met = [
  'blocked within 20 seconds',
  'blocks: block',
  'blocks: count',
  'blocks: late',
  'deliveries again',
  'hands: add',
  'met: crash',
  'met: indexLags',
  'met: wafLost',
  'met: wafStale',
  'met: wafThrottled',
  'met: wakeLost',
  'passes that leave',
]

test('20,000 requests in worlds in which everything goes wrong: nothing that must not be', async () => {
  const { failing, counts, peaks } = await playMany(firewall, 20_261_133, 20_000)
  const smallest = failing[0] === undefined ? undefined : await shrink(firewall, failing[0])
  expect(smallest).toBeUndefined()
  for (const what of met) expect([what, counts[what] ?? 0]).not.toEqual([what, 0])
  // Where nothing fails: seconds.
  expect(peaks['seconds to release']).toBeLessThanOrEqual(60)
}, 600_000)

test('the same seed is the same run', async () => {
  expect(await firewall.play(7)).toEqual(await firewall.play(7))
}, 120_000)
