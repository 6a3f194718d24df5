import { gzipSync } from 'node:zlib'
import { type ReplayInput, type ReplayObject, replayLogs } from '../../../../functions/firewall/replay/replay.ts'
import { at, client, instant, rule, slice } from '../rules/scene.ts'
import { alb, legacy, log } from '../scene.ts'

const source = { name: 'web', bucket: { name: 'shop-logs' }, scope: 'REGIONAL' } as const
const config = slice({ sources: [source], rules: [rule()] })
const burst = { ip: client, from: '10:00', times: 12 }
const replay = (objects: readonly ReplayObject[], more: Partial<ReplayInput> = {}) =>
  replayLogs({ slice: config, objects, until: instant('23:00'), ...more })
const web = (arrives: string, text: string, more: Partial<ReplayObject> = {}): ReplayObject =>
  log(arrives, text, { source: 'web', ...more })

async function* stream(text: string): AsyncGenerator<Uint8Array> {
  yield gzipSync(text)
}

test('nothing comes of nothing', async () => {
  expect(await replay([])).toEqual({
    blocks: [],
    counted: [],
    late: [],
    customers: [],
    sets: [],
    refused: [],
    lines: { lines: 0, malformed: 0, future: 0, unattributed: 0, refusedByWaf: 0, fromCdn: 0 },
    malformedShare: 0,
    broken: [],
    tooOld: 0,
    repeated: 0,
  })
})

test('lines of all objects are added up, each of its kind', async () => {
  const mixed = (index: number) =>
    alb(
      { ip: client, from: '10:00', times: 2, path: `/${index}` },
      { ip: '13.32.7.7', from: '10:00', times: 3 },
      { ip: client, from: '18:00', times: 4 },
      { ip: 'nobody', from: '10:00', times: 1 },
    )
  const { lines, malformedShare } = await replay([web('10:06', mixed(1)), web('10:07', mixed(2))])
  expect(lines).toEqual({ lines: 20, malformed: 2, future: 8, unattributed: 0, refusedByWaf: 0, fromCdn: 6 })
  expect(malformedShare).toBe(0.1)
})

test('the line numbers of evidence and all lines are right where an object is longer than a chunk', async () => {
  // Not packed, and of lines that do not divide 65,536.
  const text = legacy({ ip: client, from: '10:00', times: 2_000, every: 0, agent: 'x'.repeat(101) })
  expect(text.length).toBeGreaterThan(3 * 65_536)
  const { lines, blocks } = await replay([{ ...web('10:06', ''), bytes: Buffer.from(text) }])
  expect(lines).toMatchObject({ lines: 2_000, malformed: 0 })
  expect(blocks).toMatchObject([{ count: 2_000, requests: 2_000 }])
})

describe('an object', () => {
  it('counts once, by its bucket, key and content', async () => {
    const text = alb({ ...burst, times: 6 })
    const same = { key: 'a', bucket: 'shop-logs', source: 'web' }
    const { repeated, blocks, lines } = await replay([web('10:06', text, same), web('10:07', text, same)])
    expect([repeated, blocks, lines.lines]).toEqual([1, [], 6])
  })

  it.each([
    ['key', { key: 'b' }, {}],
    ['bucket', { bucket: 'other-logs' }, {}],
    ['content', {}, { times: 7 }],
  ])('is another one by its %s', async (_, more, asked) => {
    const [one, other] = [alb({ ...burst, times: 6 }), alb({ ...burst, times: 6, ...asked })]
    const { repeated, blocks } = await replay([
      web('10:06', one, { key: 'a', bucket: 'shop-logs' }),
      web('10:07', other, { key: 'a', bucket: 'shop-logs', ...more }),
    ])
    expect([repeated, blocks.length]).toEqual([0, 1])
  })

  it('is another one each time where it comes as a stream', async () => {
    const text = alb({ ...burst, times: 6 })
    const objects = ['10:06', '10:07'].map((time) => web(time, '', { key: 'a', bytes: stream(text) }))
    expect(await replay(objects)).toMatchObject({ repeated: 0, blocks: [{ count: 12, from: at('10:07') }] })
  })

  it('belongs to the source that it names, or to that of its bucket and key', async () => {
    const text = alb(burst)
    const found = await replay([log('10:06', text, { bucket: 'shop-logs', key: 'k' })])
    expect(found.blocks[0]?.evidence).toMatchObject({ bucket: 'shop-logs', key: 'k' })
    const named = await replay([log('10:06', text, { source: 'web', key: 'k' })])
    expect(named.blocks[0]?.evidence).toMatchObject({ bucket: 'web', key: 'k' })
  })

  it.each([
    [{ source: 'cdn', bucket: 'shop-logs' }, 'cdn: no such source; there are web, more'],
    [{ bucket: 'foreign' }, 'foreign: no such source; there are web, more'],
    [{ key: 'lost' }, 'lost: no such source; there are web, more'],
  ])('of no source is refused: %j', async (more, words) => {
    const sources = [source, { ...source, name: 'more', bucket: { name: 'more-logs' } }]
    const objects = [log('10:06', alb(burst), more)]
    await expect(replay(objects, { slice: slice({ sources }) })).rejects.toThrow(new RangeError(words))
  })

  it.each(['x/ELBAccessLogTestFile', 'x/conn_log.123456789012_elasticloadbalancing_eu-west-1_a.log.gz'])(
    'is not read where it is no log of requests: %s',
    async (key) => {
      expect((await replay([web('10:06', alb(burst), { key })])).lines.lines).toBe(0)
    },
  )

  it('that cannot be read is named, and says why', async () => {
    const { broken, lines } = await replay([web('10:06', 'hello\n', { key: 'a' })])
    expect(broken).toEqual([{ key: 'a', reason: 'not-a-log', words: expect.any(String) }])
    expect(lines.lines).toBe(0)
  })

  it('that comes after the end is not there; at the end, it is', async () => {
    const until = instant('10:06')
    expect((await replay([web('10:06', alb(burst))], { until })).blocks).toMatchObject([{ from: at('10:06') }])
    expect((await replay([web('10:06:01', alb(burst))], { until })).lines.lines).toBe(0)
  })
})

describe('the clock of a replay', () => {
  it('has a pass with what comes, and the next one when the interval is over', async () => {
    const second = '203.0.113.8'
    const third = '203.0.113.9'
    const { blocks } = await replay([
      web('10:06', alb(burst)),
      web('10:06:01', alb({ ...burst, ip: second })),
      web('10:06:20', alb({ ...burst, ip: third })),
    ])
    expect(blocks.map(({ client: who, from }) => [who, from])).toEqual([
      [client, at('10:06')],
      [second, at('10:06:15')],
      [third, at('10:06:30')],
    ])
  })

  it('releases to the millisecond, before what happens then', async () => {
    const objects = [web('10:06', alb(burst)), web('11:00:11', alb({ ...burst, from: '11:00' }))]
    const { blocks } = await replay(objects)
    expect(blocks.map(({ from, until, releasedAt }) => [from, until, releasedAt])).toEqual([
      [at('10:06'), at('11:00:11'), at('11:00:11')],
      [at('11:00:11'), at('14:00:11'), at('14:00:11')],
    ])
  })

  it('does what persons do in its order, and releases up to the end', async () => {
    const { blocks } = await replay([], {
      actions: [
        { at: instant('10:30'), action: 'release', address: client },
        { at: instant('10:00'), action: 'block', address: client, until: instant('11:00') },
        { at: instant('12:00'), action: 'block', address: '203.0.113.9', until: instant('23:00') },
        { at: instant('23:01'), action: 'block', address: '203.0.113.8', until: instant('23:30') },
      ],
    })
    expect(blocks.map(({ client: who, releasedAt }) => [who, releasedAt])).toEqual([
      [client, at('10:30')],
      ['203.0.113.9', at('23:00')],
    ])
  })

  it('has released what is over a millisecond before a person acts', async () => {
    const { blocks } = await replay([], {
      actions: [
        { at: instant('10:00'), action: 'block', address: client, until: instant('11:00') },
        { at: new Date(Date.parse(at('11:00')) + 1), action: 'release', address: client },
      ],
    })
    expect(blocks.map(({ releasedAt }) => releasedAt)).toEqual([at('11:00')])
  })

  it('forgets minutes that are more than 25 hours old with the pass an hour after the last time', async () => {
    const few = { ...burst, times: 6 }
    const tomorrow = (time: string): string => `2026-12-01T${time}Z`
    const others = (time: string): ReplayObject => web(tomorrow(time), alb({ ip: '203.0.113.9', from: tomorrow(time) }))
    const objects = [
      web('10:00', alb({ ...few, from: '09:00' })),
      others('09:01:00'),
      others('10:01:00'),
      web(tomorrow('10:01:30'), alb({ ...few, from: '09:30' })),
    ]
    const rules = [rule({ windowMinutes: 1_440, blockSeconds: 172_800 })]
    const found = await replay(objects, {
      slice: slice({ sources: [source], rules }),
      until: new Date('2026-12-02T00:00:00Z'),
    })
    expect([found.blocks, found.late]).toEqual([[], []])
    const sooner = await replay([...objects.slice(0, 2), ...objects.slice(3)], {
      slice: slice({ sources: [source], rules }),
      until: new Date('2026-12-02T00:00:00Z'),
    })
    expect(sooner.blocks).toMatchObject([{ client, count: 12 }])
  })

  it('counts no line that is more than 25 hours old, however many minutes there are', async () => {
    const lines = alb({ ip: client, from: '10:00', times: 3, every: 60 })
    const { tooOld } = await replay([web('2026-12-01T11:02:00Z', lines)], { until: new Date('2026-12-02T00:00:00Z') })
    expect(tooOld).toBe(2)
  })
})

test('rows are of the mode of their rules, and late ones for themselves', async () => {
  const rules = [rule({ name: 'scan' }), rule({ name: 'shadow', mode: 'count' })]
  const objects = [web('10:06', alb(burst)), web('12:00', alb({ ...burst, ip: '203.0.113.9' }))]
  const found = await replay(objects, { slice: slice({ sources: [source], rules, customers: ['/x'] }) })
  const names = (rows: typeof found.blocks) => rows.map(({ client: who, rule: name }) => [who, name])
  expect(names(found.blocks)).toEqual([[client, 'scan']])
  expect(names(found.counted)).toEqual([[client, 'shadow']])
  expect(names(found.late)).toEqual([['203.0.113.9', 'scan']])
  expect(found.customers).toEqual([])
})

test('customers among the blocked are named once', async () => {
  const paid = { ip: client, path: '/paid', status: '200' }
  const objects = [
    web('10:06', alb(burst, { ...paid, from: '10:00' })),
    web('12:06', alb({ ...burst, from: '12:00' }, { ...paid, from: '12:00' })),
  ]
  const { customers, blocks } = await replay(objects, {
    slice: slice({ sources: [source], rules: [rule()], customers: ['/paid'] }),
  })
  expect(blocks.map(({ customer }) => customer)).toEqual([true, true])
  expect(customers).toEqual([client])
})
