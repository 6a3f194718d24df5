import { shrink } from './engine/shrink.ts'
import { playMany } from './engine/simulation.ts'
import { lifecycle } from './lifecycle/simulation.ts'

test('5,000 random keys under random rules: what a walk from midnight to midnight finds', async () => {
  const { failing, counts } = await playMany(lifecycle, 20_261_130, 5_000)
  const smallest = failing[0] === undefined ? undefined : await shrink(lifecycle, failing[0])
  expect(smallest).toBeUndefined()
  for (const what of ['moved', 'marker-added', 'replaced', 'deleted', 'marker-removed', 'upload-aborted'])
    expect([what, (counts[what] ?? 0) > 50]).toEqual([what, true])
}, 120_000)
