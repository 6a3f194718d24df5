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
  // The second of each makes sure that there is nothing before.
  expect(new Set(asked)).toEqual(new Set([undefined, 'b/0']))
  expect(await made(3, {}).read()).toBeUndefined()
})

/** A stream whose pages hold what they hold, newest first: the token of each is the number of the next. */
const paged = (...pages: readonly number[]) => {
  const asked: { nextToken?: string; limit: number }[] = []
  const client = {
    send: async ({ input }: { input: { limit: number; nextToken?: string } }) => {
      asked.push(input)
      const at = Number(input.nextToken?.slice(2) ?? 0)
      const events = Array.from({ length: pages[at] ?? 0 }, () => ({ message: `of ${at}`, timestamp: 0 }))
      return { events, nextBackwardToken: `b/${Math.min(at + 1, pages.length)}` }
    },
  }
  const deployment = { config: { name: 'shop', jobs: { report: {} } }, connect: () => client }
  return {
    asked,
    read: (before?: string) =>
      readTaskLog(deployment as unknown as Parameters<typeof readTaskLog>[0], 'report', arn, before),
  }
}

test('pages that are partly full or empty do not end it: only a token that stays the same does', async () => {
  const few = paged(0, 3, 0, 2)
  expect(await few.read()).toEqual({
    lines: [2, 2, 1, 1, 1].map((page) => ({ at: expect.any(String), text: `of ${page === 2 ? 3 : 1}` })),
  })
  expect(few.asked.map(({ limit }) => limit)).toEqual([200, 200, 197, 197, 195])
  const empty = paged(0, 0, 0, 0, 0, 0, 4)
  expect(await empty.read()).toEqual({ lines: [], earlier: 'b/5' })
  expect(empty.asked).toHaveLength(5)
  expect(await empty.read('b/5')).toMatchObject({ lines: [{}, {}, {}, {}] })
  expect(await empty.read('b/5')).not.toHaveProperty('earlier')
  const full = paged(150, 50, 9)
  expect(await full.read()).toMatchObject({ earlier: 'b/2' })
  expect(full.asked).toHaveLength(2)
  await full.read('f/1')
  expect(full.asked.at(2)).not.toHaveProperty('nextToken')
})
