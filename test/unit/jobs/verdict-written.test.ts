import { attend } from '../../../functions/jobs/engine/run-due.ts'
import { diagnose } from '../../../functions/jobs/diagnosis/diagnosis.ts'
import { hearOfTask } from '../../../functions/jobs/engine/on-task-news.ts'
import { shownTail } from '../../../functions/jobs/rules/signals.ts'
import { startRun } from '../../../functions/jobs/engine/start.ts'
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
  const desk = makeDesk({ ecs: fakeEcs(undefined, [line]), ledger })
  await startRun(firing, desk.at(soon))
  const [arn = ''] = desk.arns()
  desk.ecs.run(arn, soon)
  await hearOfTask(desk.ecs.end(arn, 2, end), desk.at(end))
  expect(await desk.run()).toMatchObject({ state: 'failed', exitCode: 2 })
  expect((await desk.run())?.logTail?.[0]?.length).toBeLessThanOrEqual(200)
  expect(JSON.stringify(desk.signals)).not.toMatch(loneHalf)
})

describe('where the ledger will not have the log', () => {
  const setUp = async () => {
    const desk = makeDesk({
      ecs: fakeEcs(undefined, ['poison']),
      ledger: pickyLedger((json) => json.includes('poison'), validation),
    })
    await startRun(firing, desk.at(soon))
    const [arn = ''] = desk.arns()
    desk.ecs.run(arn, soon)
    return { desk, change: desk.ecs.end(arn, 2, end) }
  }

  test('the verdict is written without it', async () => {
    const { desk, change } = await setUp()
    await hearOfTask(change, desk.at(end))
    expect(await desk.run()).toMatchObject({ state: 'failed', cause: 'application-error', exitCode: 2 })
    expect(await desk.run()).not.toHaveProperty('logTail')
    expect(desk.signals).toHaveLength(1)
  })

  test('so it is where the sweep sees the end', async () => {
    const { desk } = await setUp()
    await attend('nightly', firing.scheduledAt.toISOString().replace('.000', ''), desk.at(later(firingAt, 400)))
    expect(await desk.run()).toMatchObject({ state: 'failed', exitCode: 2 })
  })
})

test('what may pass is tried again with the log', async () => {
  const throttled = () =>
    Object.assign(new Error('slow down'), { name: 'ThrottlingException', $metadata: { httpStatusCode: 400 } })
  const ledger = pickyLedger((json) => json.includes('poison'), throttled)
  const desk = makeDesk({ ecs: fakeEcs(undefined, ['poison']), ledger })
  await startRun(firing, desk.at(soon))
  const [arn = ''] = desk.arns()
  desk.ecs.run(arn, soon)
  await expect(hearOfTask(desk.ecs.end(arn, 2, end), desk.at(end))).rejects.toThrow('slow down')
  expect(await desk.run()).toMatchObject({ state: 'running' })
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
