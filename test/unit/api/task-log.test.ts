import { readTaskLog } from '../../../api/jobs/log.ts'

const arn = 'arn:aws:ecs:eu-west-1:123456789012:task/jobs/0123'

/** A stream of so many lines that is read backwards, by tokens that name the place that the page before ends at. */
const made = (count: number, jobs: object = { report: {} }) => {
  const asked: (string | undefined)[] = []
  const client = {
    send: async ({ input: { limit, nextToken } }: { input: { limit: number; nextToken?: string } }) => {
      asked.push(nextToken)
      const end = nextToken === undefined ? count : Number(nextToken.slice(2))
      const from = Math.max(0, end - limit)
      const events = Array.from({ length: end - from }, (_, index) => ({
        message: `line ${from + index}`,
        timestamp: 0,
      }))
      return { events, nextBackwardToken: `b/${from}`, nextForwardToken: `f/${end}` }
    },
  }
  const deployment = { config: { name: 'shop', jobs }, connect: () => client } as unknown as Parameters<
    typeof readTaskLog
  >[0]
  return { asked, read: (before?: string) => readTaskLog(deployment, 'report', arn, before) }
}

test('the whole log of a run is read in pages, from its end back to its beginning', async () => {
  const { read } = made(450)
  const texts: string[] = []
  let before: string | undefined
  const sizes: number[] = []
  for (let page = 0; page < 5; page += 1) {
    const log = await read(before)
    if (!log || !('lines' in log)) throw new Error('no lines')
    sizes.push(log.lines.length)
    texts.unshift(...log.lines.map(({ text }) => text))
    before = log.earlier
    if (before === undefined) break
  }
  expect(sizes).toEqual([200, 200, 50])
  expect(texts).toEqual(Array.from({ length: 450 }, (_, index) => `line ${index}`))
})

test('a short log is one page, and what somebody wrote into the address is no token', async () => {
  const { read, asked } = made(3)
  expect(await read()).toMatchObject({ lines: [{}, {}, {}] })
  expect(await read()).not.toHaveProperty('earlier')
  for (const odd of ['', 'x', '../b/1', 'b/1 2', `b/${'1'.repeat(300)}`, '<b>']) await read(odd)
  expect(new Set(asked)).toEqual(new Set([undefined]))
  expect(await made(3, {}).read()).toBeUndefined()
})
