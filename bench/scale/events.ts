import { onTaskNews } from '../../functions/jobs/engine/on-task-news.ts'
import { startRun } from '../../functions/jobs/engine/start.ts'
import { answerChange, type Means } from '../../functions/thumbnails/engine/answer.ts'
import { watchFlood } from '../../functions/thumbnails/engine/flood.ts'
import { config as example } from '../../nightshift.config.ts'
import { thumbnailsSchema } from '../../shared/config/thumbnails/schema.ts'
import type { Ledger } from '../../shared/ledger/ledger.ts'
import { later, makeConfig, makeWorld, transition } from '../../test/unit/alerts/scene.ts'
import { later as after, firingAt, makeDesk, makeJob } from '../../test/unit/jobs/world.ts'
import { fakePictures, fakeStore, recipesFor } from '../../test/unit/thumbnails/fake-store.ts'

type Play = (ledger: Ledger, count: (what: string) => void) => Promise<void>

/** Events of each play: many, so that the first ones, which are unlike the others, do not count. */
export const events = 200

/** An alarm as CloudWatch reports it, in its usual length. */
const alarm = (index: number) => {
  const name = `corner-shop-storm-${String(index).padStart(5, '0')}`
  return transition('ALARM', 0, {
    alarm: `arn:aws:cloudwatch:ap-northeast-2:123456789012:alarm:${name}`,
    name,
    namespace: 'AWS/SQS',
    description: 'Orders wait for more than ten minutes. Is the order service running?',
    reason:
      'Threshold Crossed: 1 out of the last 1 datapoints [912.0 (28/11/26 00:00:00)] was greater than the threshold (600.0) (minimum 1 datapoint for OK -> ALARM transition).',
  })
}

/** Alarms that go off together: each opens an incident, and its pages wait for the next digest. */
export const alarms: Play = async (ledger, count) => {
  const scene = makeWorld({ ledger, config: makeConfig({ ...example.alerts }) })
  for (let index = 0; index < events; index += 1) await scene.call(alarm(index))
  for (const { channel } of scene.sent) count(channel)
  for (const _ of scene.wakes) count('wake')
}

/** The digests that go out for them, a minute later: one message for each channel, whatever their number. */
export const digests: Play = async (ledger, count) => {
  const scene = makeWorld({ ledger, config: makeConfig({ ...example.alerts }) })
  for (let index = 0; index < events; index += 1) await scene.call(alarm(index))
  scene.sent.length = 0
  await scene.sweep(later(70))
  await scene.sweep(later(130))
  for (const { channel } of scene.sent) count(channel)
}

const uploads =
  (content: string): Play =>
  async (ledger, count) => {
    const store = fakeStore()
    const counted = Object.fromEntries(
      Object.entries(store.effects).map(([name, act]) => [
        name,
        (...input: unknown[]) => {
          count(name)
          return (act as (...all: unknown[]) => unknown)(...input)
        },
      ]),
    ) as unknown as Means['effects']
    const means: Means = {
      config: { maxMegabytes: 1, version: 'scale' },
      recipes: recipesFor({ sizes: thumbnailsSchema.parse(example.thumbnails).sizes }),
      thumbnailsBucket: 'thumbnails',
      effects: counted,
      pictures: fakePictures,
      ledger,
      afterRefusal: (now) =>
        watchFlood({ ledger, publish: async () => {}, askAgainIn: async () => {}, count: 20, within: 600 }, now),
    }
    for (let index = 0; index < events; index += 1) {
      const key = `photos/2026/11/30/${String(index).padStart(8, '0')}.jpg`
      store.put(key, `${content} ${index}`)
      await answerChange({ bucket: 'corner-shop-uploads', key }, means, {
        now: new Date(firingAt.getTime() + index),
        remainingMs: () => 60_000,
      })
    }
  }

/** Pictures of which thumbnails are made. */
export const madeUploads = uploads('good')

/** Files that are refused, in a flood. */
export const refusedUploads = uploads('bad')

/** Firings whose tasks run and end well. ECS reports each task eight times; three of these change anything. */
export const firings: Play = async (ledger, count) => {
  const jobs = { report: makeJob({ schedule: 'cron(* * * * ? *)' }) }
  const desk = makeDesk({ ledger, jobs })
  for (let minute = 0; minute < events; minute += 1) {
    const at = after(firingAt, minute * 60)
    const run = await startRun({ job: 'report', scheduledAt: at }, desk.at(after(at, 1)))
    count('RunTask')
    const arn = run?.taskArn ?? ''
    await onTaskNews(desk.ecs.run(arn, after(at, 20)), desk.at(after(at, 21)))
    await onTaskNews(desk.ecs.end(arn, 0, after(at, 40)), desk.at(after(at, 41)))
  }
}
