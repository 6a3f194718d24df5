import { config as example } from '../../../nightshift.config.ts'
import { parseConfig } from '../../../shared/config/define-config.ts'
import { pathText, problem } from '../../../shared/config/explain.ts'

const now = new Date('2026-11-21T00:00:00Z')
type Written = ReturnType<typeof clone>
const clone = () => structuredClone(example) as unknown as Record<string, Record<string, unknown>>
const problemsOf = (change: (config: Written) => void): readonly string[] => {
  const config = clone()
  change(config)
  try {
    parseConfig(config, now)
    return []
  } catch (error) {
    expect(error).toMatchObject({ name: 'ConfigError' })
    return (error as { problems: readonly string[] }).problems
  }
}

test('a name that is far too long is one problem, not one for each job beside it', () => {
  const found = problemsOf((config) => Object.assign(config, { name: 'a'.repeat(5000) }))
  expect(found).toEqual([expect.stringMatching(/^name: "a{78,79}… is not allowed; expected 2 to 40 /)])
})

test('__proto__ is reported once, at the root too', () => {
  const config = JSON.parse(JSON.stringify(example).replace('{', '{"__proto__":{"a":1},'))
  expect(() => parseConfig(config, now)).toThrow(
    /^nightshift.config.ts: 1 problem\n {2}__proto__: "__proto__" is not a name; expected any other$/,
  )
})

test('a number beyond all whole numbers is reported once, with the bound of its key', () => {
  expect(problemsOf(({ thumbnails }) => Object.assign(thumbnails ?? {}, { sizes: { large: 1e308 } }))).toEqual([
    'thumbnails.sizes.large: 1e+308 is not allowed; expected at most 16383',
  ])
})

test('one thing is offered once', () => {
  expect(problemsOf(({ jobs }) => Object.assign(jobs?.drill ?? {}, { cpu: '256' }))).toEqual([
    'jobs.drill.cpu: "256" is not allowed; expected one of 256, 512, 1024, 2048, 4096, 8192, 16384 — did you mean 256?',
  ])
})

test('an existing network with faults is read as one, not as a new network with unknown keys', () => {
  const network = { vpcId: 'vpc-1', cidr: '10.0.0.0/16', zones: ['a'], publicSubnetIds: [], appSubnetIds: ['subnet-x'] }
  const found = problemsOf(({ estate }) => Object.assign(estate ?? {}, { network }))
  expect(found.join('\n')).not.toMatch(/unknown key/)
  expect(found).toContainEqual(expect.stringMatching(/^estate\.network\.vpcId: "vpc-1" is not allowed/))
  expect(found).toContainEqual(expect.stringMatching(/^estate\.network\.databaseSubnetIds: missing/))
})

test.each([
  ['a name turned around', 'jobs', 'a\u202eb'],
  ['a name with an escape', 'jobs', 'a\u001b[31m'],
])('%s is shown by its codes', (_, key, name) => {
  expect(pathText([key, name])).toMatch(/^jobs\["[ -~]+"\]$/)
  expect(problem([key], name, 'another')).toMatch(/^[ -~]+$/)
  expect(problem([key], name, 'another')).toMatch(/\\u(202e|001b)/)
})

test('a path is written as the file writes it', () => {
  expect(pathText(['jobs', 'drill', 'secrets', '1B'])).toBe('jobs.drill.secrets["1B"]')
  expect(pathText(['alerts', 'fallback', 0])).toBe('alerts.fallback[0]')
})

test.each([
  ['half a character', '\ud83d'],
  ['NUL', 'a\u0000b'],
])('%s in a text is refused wherever it stands: no service takes it', (_, text) => {
  const shown = JSON.stringify(text)
  const found = problemsOf((config) => {
    Object.assign(config.jobs?.drill ?? {}, { command: ['echo', text], environment: { GREETING: text } })
    const alarms = config.alerts?.alarms as Record<string, object> | undefined
    Object.assign(alarms?.['orders-waiting'] ?? {}, { description: text })
  })
  const expected = 'expected a text without NUL and without half of a character, which AWS refuses'
  for (const path of [
    'jobs.drill.command[1]',
    'jobs.drill.environment.GREETING',
    'alerts.alarms["orders-waiting"].description',
  ])
    expect(found).toContain(`${path}: ${shown} is not allowed; ${expected}`)
  expect(found).toHaveLength(3)
})
