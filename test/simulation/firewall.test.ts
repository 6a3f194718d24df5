import { log } from '../../shared/log.ts'
import { useFastTimes } from './engine/fast-times.ts'
import { shrink } from './engine/shrink.ts'
import { playMany } from './engine/simulation.ts'
import { firewall } from './firewall/simulation.ts'

useFastTimes()
log.setLogLevel('SILENT')

test('20,000 requests in worlds in which everything goes wrong: nothing that must not be', async () => {
  const started = Date.now()
  const total = await playMany(firewall, 20_261_130, 20_000)
  const { failing, counts } = total
  console.log(Date.now() - started, JSON.stringify({ ...firewall.describe(total), worlds: total.worlds, failing: failing.length }, null, 1))
  const smallest = failing[0] === undefined ? undefined : await shrink(firewall, failing[0])
  expect(smallest).toBeUndefined()
  expect(counts.worlds).toBeGreaterThan(10)
}, 600_000)

test('the same seed is the same run', async () => {
  expect(await firewall.play(7)).toEqual(await firewall.play(7))
}, 120_000)
