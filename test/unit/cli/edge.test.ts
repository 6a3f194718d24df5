import { jest } from '@jest/globals'
import { Command } from 'commander'
import { invalidationPaths } from '../../../api/edge/paths.ts'
import { registerEdge } from '../../../cli/edge.ts'
import { fakeDeployment } from '../api/deployment.ts'

interface Sent {
  readonly name: string
  readonly input: Record<string, unknown>
}

/** CloudFront, which is done when it was asked so often. */
const scene = (doneAfter: number, refusal?: string) => {
  const sent: Sent[] = []
  const pauses: number[] = []
  const printed: string[] = []
  jest.spyOn(console, 'log').mockImplementation((line) => void printed.push(String(line)))
  const send = async (command: unknown): Promise<unknown> => {
    const { input } = command as Pick<Sent, 'input'>
    sent.push({ name: (command as object).constructor.name, input })
    if (refusal) throw Object.assign(new Error('refused'), { name: refusal })
    const Status = sent.length > doneAfter ? 'Completed' : 'InProgress'
    return { Invalidation: { Id: 'I1', Status, CreateTime: new Date('2026-12-01T02:00:00Z') } }
  }
  const run = async (outputs: Record<string, string>, ...words: string[]) => {
    const program = new Command('nightshift').exitOverride()
    registerEdge(
      program,
      async () => fakeDeployment({ outputs, clients: { CloudFrontClient: { send } } }),
      async (ms) => void pauses.push(ms),
    )
    await program.parseAsync(['edge', 'invalidate', ...words], { from: 'user' })
    return printed.join('\n')
  }
  return { run, sent, pauses }
}

const outputs = { EdgeDistribution: 'E1' }

afterEach(() => jest.restoreAllMocks())

test('it is asked for once, and waited for until every place has forgotten', async () => {
  const { run, sent, pauses } = scene(3)
  const [row] = JSON.parse(await run(outputs, '/index.html', '/assets/*', '/index.html', '--json'))
  expect(row).toEqual({
    id: 'I1',
    distribution: 'E1',
    paths: ['/index.html', '/assets/*'],
    state: 'completed',
    createdAt: '2026-12-01T02:00:00.000Z',
  })
  expect(sent.map(({ name }) => name)).toEqual([
    'CreateInvalidationCommand',
    'GetInvalidationCommand',
    'GetInvalidationCommand',
    'GetInvalidationCommand',
  ])
  expect(sent[0]?.input).toMatchObject({
    DistributionId: 'E1',
    InvalidationBatch: {
      Paths: { Quantity: 2, Items: ['/index.html', '/assets/*'] },
      CallerReference: expect.any(String),
    },
  })
  expect(pauses).toHaveLength(3)
})

test('nobody waits with --no-wait; another distribution needs no edge', async () => {
  const { run, sent } = scene(99)
  expect(await run({}, '/', '--no-wait', '--distribution', 'E2')).toMatch(/I1\s+E2\s+going\s+\//)
  expect(sent).toHaveLength(1)
})

test('one that does not end is an error that says so, after 15 minutes', async () => {
  const { run, pauses } = scene(Number.POSITIVE_INFINITY)
  await expect(run(outputs, '/')).rejects.toThrow('has not ended in 15 minutes. CloudFront goes on with it.')
  expect(pauses.reduce((sum, ms) => sum + ms, 0)).toBe(900_000)
})

test.each([
  ['TooManyInvalidationsInProgress', 'Try again in a minute or two.'],
  ['NoSuchDistribution', 'There is no distribution of this id'],
  ['AccessDenied', 'refused'],
])('what CloudFront refuses: %s', async (name, text) => {
  await expect(scene(0, name).run(outputs, '/')).rejects.toThrow(text)
})

test('a deployment without an edge says what is missing, and asks nobody', async () => {
  const { run, sent } = scene(0)
  await expect(run({}, '/')).rejects.toThrow('This deployment has no edge (estate.edge)')
  expect(sent).toEqual([])
})

test.each([
  ['/', '/'],
  ['/*', '/*'],
  ['/a b.html'.replace(' ', '%20'), '/a%20b.html'],
  ['/사진/여름.jpg', '/%EC%82%AC%EC%A7%84/%EC%97%AC%EB%A6%84.jpg'],
  ['/100%.html', '/100%25.html'],
  ['/a%2Fb', '/a%2Fb'],
  ['/list?page=2', '/list?page=2'],
  ['/"quoted"', '/%22quoted%22'],
  ['/😀*', '/%F0%9F%98%80*'],
])('the path %s is asked for as %s', (path, expected) => {
  expect(invalidationPaths([path])).toEqual([expected])
})

test.each([
  ['index.html', 'a path starts with a slash'],
  ['', 'a path starts with a slash'],
  ['https://www.shop.example/index.html', 'give the path alone, without https://'],
  ['/a/*/b', 'a * stands at the end alone'],
  ['/**', 'a * stands at the end alone'],
  ['/a b', 'a blank is written as %20'],
  ['/a\nb', 'a blank is written as %20'],
  ['/page#top', 'what comes after # is never sent'],
  ['/\ud83d', 'half of a letter is in it'],
  [`/${'가'.repeat(445)}`, 'at most 4000 characters'],
])('the path %j is refused: %s', (path, fault) => {
  expect(() => invalidationPaths(['/', path])).toThrow(fault)
})

test('as many as CloudFront takes, and no more', () => {
  const many = (count: number, end = '') => Array.from({ length: count }, (_, index) => `/${index}${end}`)
  expect(invalidationPaths([...many(3_000), ...many(15, '*')])).toHaveLength(3_015)
  expect(() => invalidationPaths(many(3_001))).toThrow('takes 3000 paths at once, and these are 3001')
  expect(() => invalidationPaths(many(16, '*'))).toThrow('takes 15 paths with * at once, and these are 16')
  expect(() => invalidationPaths([])).toThrow('Name at least one path')
})
