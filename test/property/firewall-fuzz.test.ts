import { countChanged, honestLogs, logFormats } from '../corpus/access-logs.ts'

// `npm run fuzz:logs` makes more than 30,000 changes.

test.each(logFormats)('a changed log of %s is counted or reported, whatever the change', async (format) => {
  const outcomes = new Set<string>()
  for (const honest of honestLogs(format))
    for (let seed = 1; seed <= 40; seed += 1) outcomes.add(await countChanged(format, honest, seed))
  expect(outcomes).toContain(format === 'commas' ? 'missing-field' : 'counted')
  expect(outcomes.size).toBeGreaterThan(1)
})
