import { afterEach, expect, jest, test } from '@jest/globals'

const env = { ...process.env }
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
  jest.resetModules()
  const { metrics } = await import('../../../shared/metrics.ts')
  metrics.add('RunsFailed', 1)
  metrics.flush()
  return JSON.parse(lines.join(''))._aws.CloudWatchMetrics[0].Namespace
}

test('metrics stand under the namespace of the deployment, and under ours where it names none', async () => {
  expect(await namespaceOf('Shop/Night')).toBe('Shop/Night')
  expect(await namespaceOf('')).toBe('Nightshift')
  expect(await namespaceOf(undefined)).toBe('Nightshift')
})
