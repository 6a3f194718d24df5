import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import fc from 'fast-check'
import { outageOf, samplesOf, upInARow } from '../../../functions/backups/drills/outage.ts'
import { helloOf, probeScript } from '../../../functions/backups/drills/probe-script.ts'
import { isInWindow, refusalOf } from '../../../functions/backups/drills/rules.ts'
import { drillSchema } from '../../../shared/config/backups/drills.ts'
import { log } from '../../../shared/log.ts'
import { awsError } from '../audits/scene.ts'
import { drillConfig as config, drillScene as makeWorld, start } from './drill-scene.ts'

log.setLogLevel('SILENT')

const second = 1_000

describe('what the probe wrote', () => {
  const lines = (text: string, from = start) =>
    [...text].map((each, index) => `${from + index * second} ${each === '+' ? 'up 3' : 'down 2000 ETIMEDOUT'}`)

  test.each([
    ['+++++', 0, 0, true],
    ['++--+', 2, 2, true],
    ['+-+-+', 2, 1, true],
    ['+++--', 1, 1, false],
    ['', 0, 0, false],
  ])('%s: %s seconds', (text, seconds, longest, over) => {
    expect(outageOf(samplesOf(lines(text)))).toMatchObject({ seconds, longest, over, attempts: text.length })
  })

  test('lines out of order, half lines and what others write count nothing', () => {
    const given = [...lines('++-+').reverse(), 'Debugger attached', '17330112 up', `${start + 9_000} sideways`]
    expect(outageOf(samplesOf(given))).toMatchObject({ attempts: 4, seconds: 1, from: '2026-12-01T02:30:02.000Z' })
    expect(upInARow(samplesOf(lines('-+++')))).toBe(3)
    expect(upInARow(samplesOf(lines('+++-')))).toBe(0)
  })
})

test('the probe sees a server go and come again, by its greeting too, and ends by itself', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.on('data', () => socket.write('N'))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const run = (env: Record<string, string>) => {
    const child = spawn(process.execPath, ['-e', probeScript], {
      env: { HOST: '127.0.0.1', PORT: String(port), LIFE: '0.2', ...env },
    })
    const out: Buffer[] = []
    child.stdout.on('data', (data: Buffer) => out.push(data))
    return once(child, 'exit').then(() => samplesOf(Buffer.concat(out).toString().split('\n')))
  }
  const [plain, greeted, silent, nobody] = await Promise.all([
    run({}),
    run({ HELLO: helloOf('aurora-postgresql') }),
    // This server does not greet: it is no MySQL.
    run({ HELLO: helloOf('mariadb') }),
    run({ PORT: '1' }),
  ])
  server.close()
  expect([plain, greeted, silent, nobody].map((samples) => samples.map(({ up }) => up))).toEqual([
    [true],
    [true],
    [false],
    [false],
  ])
}, 20_000)

const seen = { status: 'available', hasOther: true, engine: 'postgres', zone: 'a', standby: 'b' }

test.each<[string, object | undefined, string | undefined]>([
  ['is not there', undefined, 'There is no rds-instance/shop'],
  ['has no standby', { ...seen, hasOther: false }, 'has no standby'],
  ['belongs to a cluster', { ...seen, cluster: 'aurora' }, 'as rds-cluster/aurora'],
  ['is busy', { ...seen, status: 'backing-up' }, 'is backing-up. It has to be available'],
  ['may fail over', seen, undefined],
])('a database that %s', (_, database, text) => {
  const refusal = refusalOf(drillSchema.parse(config), database as typeof seen | undefined, new Date(start))
  if (text === undefined) expect(refusal).toBeUndefined()
  else expect(refusal).toContain(text)
})

test.each([
  ['2026-12-01T02:00:00Z', true],
  ['2026-12-01T04:00:00Z', false],
  ['2026-12-02T02:30:00Z', false],
])('the window at %s: %s', (at, is) => {
  expect(isInWindow(drillSchema.parse(config), new Date(at))).toBe(is)
})

test.each([
  [{ of: 'shop' }, 'rds-instance/NAME or rds-cluster/NAME'],
  [{ window: { from: '2', until: '04:00' } }, '2'],
])('a config with %j is refused', (more, text) => {
  expect(JSON.stringify(drillSchema.safeParse({ ...config, ...more }).error?.issues)).toContain(text)
})

test.each(['instance', 'cluster'] as const)(
  'a failover of an %s: asked once, measured, proven by who serves then',
  async (form) => {
    const world = makeWorld({ form })
    await world.ask()
    expect(await world.ask()).toEqual({ refused: expect.stringContaining('is under way') })
    await world.looks(30)
    const process = await world.process()
    expect(process?.ended).toMatchObject({
      outcome: 'done',
      reason: expect.stringContaining('1 minute without service'),
    })
    expect(process?.outage).toMatchObject({ seconds: 60, over: true })
    expect([process?.before, process?.after]).toEqual(
      form === 'cluster'
        ? [{ writer: 'a' }, { writer: 'b' }]
        : [
            { zone: 'a', standby: 'b' },
            { zone: 'b', standby: 'a' },
          ],
    )
    expect(process?.events).toMatchObject([{ text: 'failover completed' }])
    expect(world.calls).toEqual(['RunTask', form === 'cluster' ? 'FailoverDBCluster' : 'RebootDBInstance', 'StopTask'])
    expect(world.signals.map(({ name }) => name)).toEqual(['drill.proven'])
  },
)

test('accepted is not proven: without a change of who serves it has failed, and the probe ends', async () => {
  const world = makeWorld({ swaps: false })
  await world.ask()
  await world.looks(45)
  expect((await world.process())?.ended).toMatchObject({
    outcome: 'failed',
    reason: expect.stringContaining('who serves has not changed (a)'),
  })
  expect([world.probes.length, world.isQuiet()]).toEqual([1, true])
  expect(world.signals).toMatchObject([{ name: 'drill.failed', mood: 'bad' }])
})

test('a probe that does not reach the database: nothing is failed over', async () => {
  const world = makeWorld({ reaches: false })
  await world.ask()
  await world.looks(30)
  expect((await world.process())?.ended?.reason).toContain('the probe does not reach rds-instance/shop steadily')
  expect(world.calls).toEqual(['RunTask', 'StopTask'])
})

test('an answer that is lost: it is not asked again, and what shows counts', async () => {
  const world = makeWorld({ answers: false })
  await world.ask()
  await world.looks(30)
  expect((await world.process())?.ended?.outcome).toBe('done')
  expect(world.calls.filter((each) => each === 'RebootDBInstance')).toHaveLength(1)
})

test('a request that was never taken: it is not asked again, and somebody is told', async () => {
  const world = makeWorld()
  await world.ask()
  world.failBy((name) => (name === 'RebootDBInstance' ? awsError('TimeoutError', 500) : undefined))
  await world.looks(30)
  expect((await world.process())?.ended?.reason).toContain('It is not asked again')
  expect([world.probes.length, world.isQuiet()]).toEqual([1, true])
})

test('what AWS refuses ends it, and the probe', async () => {
  const world = makeWorld()
  await world.ask()
  world.failBy((name) => (name === 'RebootDBInstance' ? awsError('InvalidParameterCombination', 400) : undefined))
  await world.looks(30)
  expect((await world.process())?.ended?.reason).toContain('AWS refuses the failover')
  expect([world.probes.length, world.isQuiet()]).toEqual([1, true])
})

test('a drill that the config does not have, and one outside its window, are refused', async () => {
  const world = makeWorld()
  expect(await world.ask('other')).toEqual({ refused: expect.stringContaining('It has: primary') })
  await world.looks(120)
  expect(await world.ask()).toEqual({ refused: expect.stringContaining('outside the window') })
  expect(world.calls).toEqual([])
})

test('by schedule: it begins in its window; outside of it it is a failed drill that says why', async () => {
  const world = makeWorld({ more: { schedule: 'cron(40 2 * * ? *)' } })
  await world.looks(60)
  expect((await world.process())?.ended?.outcome).toBe('done')
  // The next day is a Wednesday.
  await world.looks(24 * 60)
  const [newest] = (await world.processes()).toSorted((one, other) => other.since.localeCompare(one.since))
  expect(newest?.ended).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('outside the window') })
  expect(world.calls.filter((each) => each === 'RebootDBInstance')).toHaveLength(1)
  expect(world.signals.map(({ name }) => name)).toEqual(['drill.proven', 'drill.failed'])
})

test('a drill that is taken out of the config while it runs: its probe ends', async () => {
  const world = makeWorld()
  await world.ask()
  await world.looks(3)
  await world.look('2026-12-01T02:40:00.000Z', {
    slice: { ...world.world('2026-12-01T02:40:00.000Z').slice, drills: {} },
  })
  expect([world.probes.length, world.isQuiet()]).toEqual([1, true])
  await world.look('2026-12-01T02:43:00.000Z', {
    slice: { ...world.world('2026-12-01T02:43:00.000Z').slice, drills: {} },
  })
  expect((await world.process())?.ended?.reason).toContain('not in the config any more')
})

test('whichever calls fail: a failover is asked for once at most that counts, the drill ends, and its probe with it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(80), { maxLength: 15 }), fc.boolean(), async (faults, answers) => {
      const world = makeWorld({ answers })
      await world.ask()
      let calls = 0
      world.failBy(() => {
        calls += 1
        return faults.includes(calls) ? awsError('InternalFailure', 500) : undefined
      })
      await world.looks(90)
      expect((await world.process())?.ended).toBeDefined()
      expect(world.calls.filter((each) => each === 'RebootDBInstance').length).toBeLessThanOrEqual(1)
      expect(world.isQuiet()).toBe(true)
    }),
    { numRuns: 40 },
  )
})
