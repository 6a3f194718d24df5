import { diagnose } from '../../../functions/jobs/diagnosis/diagnosis.ts'
import { onTaskNews } from '../../../functions/jobs/engine/on-task-news.ts'
import { runDue } from '../../../functions/jobs/engine/run-due.ts'
import { startRun } from '../../../functions/jobs/engine/start.ts'
import { shownTail } from '../../../functions/jobs/rules/log-tail.ts'
import { stopReason } from '../../../functions/jobs/rules/stop.ts'
import { shortText } from '../../../functions/jobs/rules/task-change.ts'
import type { Ledger } from '../../../shared/ledger/ledger.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import type { RunRecord } from '../../../shared/ledger/records.ts'
import { fakeEcs, firing, firingAt, later, makeDesk } from './world.ts'

const soon = later(firingAt, 5)
const end = later(firingAt, 65)

/** A ledger that refuses what `isRefused` says of an item's JSON, as DynamoDB refuses what it cannot keep. */
const pickyLedger = (isRefused: (json: string) => boolean, error: () => Error): Ledger => {
  const ledger = memoryLedger()
  return {
    ...ledger,
    commit: async (writes, now) => {
      if (writes.some(({ item }) => isRefused(JSON.stringify(item)))) throw error()
      await ledger.commit(writes, now)
    },
  }
}

const validation = (): Error =>
  Object.assign(new Error('Unable to decode'), { name: 'ValidationException', $metadata: { httpStatusCode: 400 } })

const loneHalf = /\\ud[89a-f][0-9a-f]{2}/i

test.each([
  ['an emoji across its 200th character', `${'a'.repeat(199)}😀`],
  ['half an emoji, which the program wrote so', 'a\ud83db'],
  ['a family of emoji across the cut', `${'a'.repeat(195)}👨‍👩‍👧‍👦`],
])('a run whose log has %s gets its verdict', async (_name, line) => {
  const ledger = pickyLedger((json) => loneHalf.test(json), validation)
  const world = makeDesk({ ecs: fakeEcs(undefined, [line]), ledger })
  await startRun(firing, world.at(soon))
  const [arn = ''] = world.arns()
  world.ecs.run(arn, soon)
  await onTaskNews(world.ecs.end(arn, 2, end), world.at(end))
  expect(await world.run()).toMatchObject({ state: 'failed', exitCode: 2 })
  expect((await world.run())?.logTail?.[0]?.length).toBeLessThanOrEqual(200)
  expect(JSON.stringify(world.signals)).not.toMatch(loneHalf)
})

describe('where the ledger will not have the log', () => {
  const setUp = async () => {
    const world = makeDesk({
      ecs: fakeEcs(undefined, ['poison']),
      ledger: pickyLedger((json) => json.includes('poison'), validation),
    })
    await startRun(firing, world.at(soon))
    const [arn = ''] = world.arns()
    world.ecs.run(arn, soon)
    return { world, change: world.ecs.end(arn, 2, end) }
  }

  test('the verdict is written without it', async () => {
    const { world, change } = await setUp()
    await onTaskNews(change, world.at(end))
    expect(await world.run()).toMatchObject({ state: 'failed', cause: 'application-error', exitCode: 2 })
    expect(await world.run()).not.toHaveProperty('logTail')
    expect(world.signals).toHaveLength(1)
  })

  test('so it is where the sweep sees the end', async () => {
    const { world } = await setUp()
    await runDue('nightly', firing.scheduledAt.toISOString().replace('.000', ''), world.at(later(firingAt, 400)))
    expect(await world.run()).toMatchObject({ state: 'failed', exitCode: 2 })
  })
})

test('what may pass is tried again with the log', async () => {
  const throttled = () =>
    Object.assign(new Error('slow down'), { name: 'ThrottlingException', $metadata: { httpStatusCode: 400 } })
  const ledger = pickyLedger((json) => json.includes('poison'), throttled)
  const world = makeDesk({ ecs: fakeEcs(undefined, ['poison']), ledger })
  await startRun(firing, world.at(soon))
  const [arn = ''] = world.arns()
  world.ecs.run(arn, soon)
  await expect(onTaskNews(world.ecs.end(arn, 2, end), world.at(end))).rejects.toThrow('slow down')
  expect(await world.run()).toMatchObject({ state: 'running' })
})

test.each([
  [
    'blank lines after the error',
    ['Error: disk full', ...Array.from({ length: 150 }, () => ' ')],
    ['Error: disk full'],
  ],
  ['line ends inside of a message', ['one\r\n\r\n\r\ntwo\n'], ['one', 'two']],
  ['colours', ['\u001b[31mERROR\u001b[0m'], ['ERROR']],
  ['progress drawn over itself', ['10 %\r20 %\rdone'], ['done']],
  ['control characters', ['a\u0007b\u0085c\td'], ['a b c\td']],
  ['nothing', ['', ' ', '\t'], undefined],
])('the end of a log is told without %s', async (_name, lines, tail) => {
  const desk = makeDesk({ ecs: fakeEcs(undefined, lines) })
  await startRun(firing, desk.at(soon))
  const [arn = ''] = desk.arns()
  desk.ecs.run(arn, soon)
  await onTaskNews(desk.ecs.end(arn, 2, end), desk.at(end))
  expect((await desk.run())?.logTail).toEqual(tail)
})

test('no text of a verdict is cut inside a character', () => {
  for (let before = 0; before < 8; before++) {
    const text = `${'x'.repeat(before)}${'😀'.repeat(3_000)}`
    const task = { stopCode: 'TaskFailedToStart', stoppedReason: text, containers: [{ name: 'main', reason: text }] }
    expect(diagnose(task, 'main').explanation.isWellFormed()).toBe(true)
    expect(shortText(text)?.isWellFormed()).toBe(true)
    expect(shownTail([text])[0]?.isWellFormed()).toBe(true)
    const run = {
      job: 'nightly',
      scheduledAt: 'x',
      stop: { why: 'cancelled', by: text, at: '' },
    } as unknown as RunRecord
    expect(stopReason(run, undefined).isWellFormed()).toBe(true)
  }
})
