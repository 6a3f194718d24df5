import { afterEach, expect, jest, test } from '@jest/globals'

const env = { ...process.env }
let loads = 0
afterEach(() => {
  process.env = { ...env }
  jest.restoreAllMocks()
})

/** The namespace under which a freshly loaded recorder writes. */
const namespaceOf = async (variable: string | undefined): Promise<unknown> => {
  if (variable === undefined) delete process.env.METRICS_NAMESPACE
  else process.env.METRICS_NAMESPACE = variable
  const lines: string[] = []
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => {
    lines.push(String(line))
    return true
  })
  loads += 1
  const fresh = `../../../shared/metrics.ts?${loads}`
  const { metrics } = (await import(fresh)) as typeof import('../../../shared/metrics.ts')
  metrics.add('RunsFailed', 1)
  metrics.flush()
  return JSON.parse(lines.join(''))._aws.CloudWatchMetrics[0].Namespace
}

test('metrics stand under the namespace of the deployment, and under ours where it names none', async () => {
  expect(await namespaceOf('Shop/Night')).toBe('Shop/Night')
  expect(await namespaceOf('')).toBe('Nightshift')
  expect(await namespaceOf(undefined)).toBe('Nightshift')
})
