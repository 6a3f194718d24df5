import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { installEmulator } from '../../local/emulator-install.ts'
import { projectRoot } from '../../local/places.ts'

test('a query that reads a range answers as one that looks at everything: items, pages, and refusals', async () => {
  const { python, pythonPath } = await installEmulator(() => undefined)
  const answer = execFileSync(python, [join(projectRoot, 'test', 'local', 'dynamodb_ranges.py')], {
    encoding: 'utf8',
    env: { ...process.env, ...(pythonPath === undefined ? {} : { PYTHONPATH: pythonPath }) },
  })
  const { compared, full, kept } = JSON.parse(answer)
  expect(compared).toBeGreaterThan(1_000)
  expect(full).toBeGreaterThan(600)
  // Partitions that were answered in the new way.
  expect(kept).toBeGreaterThan(10)
}, 120_000)
