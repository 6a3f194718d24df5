import { react } from '../../../functions/alerts/engine/react.ts'
import { sweep } from '../../../functions/alerts/engine/sweep.ts'
import { takeOver } from '../../../functions/alerts/engine/take-over.ts'
import type { Wake } from '../../../functions/alerts/rules/timers.ts'
import type { World } from '../../../functions/alerts/world/world.ts'
import { config as example } from '../../../nightshift.config.ts'
import { alertsSchema } from '../../../shared/config/alerts/schema.ts'
import type { Ledger } from '../../../shared/ledger/ledger.ts'
import type {
  AlarmRecord,
  IncidentRecord,
  NotificationRecord,
  TransitionRecord,
} from '../../../shared/ledger/records.ts'
import { delayUntil } from '../../../shared/queue-delay.ts'
import { transition } from '../../unit/alerts/scene.ts'
import { makeRandom } from '../engine/random.ts'
import { makeClock } from './clock.ts'
import { type Call, makeLambda } from './lambda.ts'
import { throttledLedger } from './throttled-ledger.ts'

export interface AlarmStorm {
  readonly seed: number
  /** So many alarms go off, evenly, within so many seconds. */
  readonly alarms: number
  readonly seconds: number
  /** Calls that the account may have at once. Default 1,000. */
  readonly concurrency?: number
  /** Write units a second that the table is warm for. Default 4,000, as a new one. */
  readonly warm?: number
  readonly isImpatient?: boolean
  /** What is played in the place of the function's own. */
  readonly engine?: typeof react
}

/** A Saturday morning, in the middle of somebody's week. */
const begin = Date.parse('2026-11-28T00:00:00Z')

/** After this everything has been said, and nobody is called a second time yet: the policy waits for ten minutes. */
const end = begin + 9 * 60_000

const config = alertsSchema.parse({ ...example.alerts })

/** An alarm as CloudWatch reports it, in its usual length. */
const alarmOf = (name: string, at: number) =>
  transition('ALARM', 0, {
    alarm: `arn:aws:cloudwatch:ap-northeast-2:123456789012:alarm:${name}`,
    name,
    at: new Date(at).toISOString(),
    namespace: 'AWS/SQS',
    description: 'Orders wait for more than ten minutes. Is the order service running?',
    reason:
      'Threshold Crossed: 1 out of the last 1 datapoints [912.0 (28/11/26 00:00:00)] was greater than the threshold (600.0) (minimum 1 datapoint for OK -> ALARM transition).',
  })

/** Who was told what: each page by its key, and how often it was sent. */
const makeWatch = () => {
  const pages = new Map<string, NotificationRecord>()
  const times = new Map<string, number>()
  const sent: { readonly at: number; readonly to: string; readonly channel: string; readonly pages: number }[] = []
  return {
    sent,
    times,
    onCommit: (writes: Parameters<Ledger['commit']>[0]): void => {
      for (const { item } of writes)
        if (item.kind === 'notification') pages.set(`${item.pk} ${item.sk}`, item as NotificationRecord)
    },
    /** What a call sends is what it has leased, and has not written down yet. */
    onSend: (call: string, to: string, channel: string, at: number): void => {
      const going = [...pages].filter(
        ([, page]) =>
          page.outcome === 'planned' && page.leaseBy?.startsWith(call) && page.to === to && page.channel === channel,
      )
      for (const [key] of going) times.set(key, (times.get(key) ?? 0) + 1)
      sent.push({ at, to, channel, pages: going.length })
    },
  }
}

/** Plays a storm of alarms on a table that throttles, and says what must not have happened. */
export const playAlarms = async ({
  seed,
  alarms,
  seconds,
  concurrency = 1_000,
  engine = react,
  ...table
}: AlarmStorm) => {
  const random = makeRandom(seed)
  const clock = makeClock(begin)
  const { ledger, memory, counts } = throttledLedger({ clock, random, ...table })
  const lambda = makeLambda(clock, { concurrency, seconds: 30 })
  const timers = lambda.makeQueue('timers', { atOnce: 1_000, visibility: 180 })
  const watch = makeWatch()
  let tokens = 0

  const wake = async (what: Wake, now: Date): Promise<void> => {
    await clock.sleep(random.between(5, 15))
    const delay = delayUntil(what.at, now)
    if (delay !== undefined)
      clock.at(clock.now() + delay * 1_000 + random.between(20, 200), () =>
        timers.put((call) => takeOver(what, worldOf(call))),
      )
  }
  const worldOf = ({ id, now, effect }: Call): World => ({
    config,
    version: 'storm',
    now,
    callId: id,
    ledger: {
      get: effect(ledger.get) as Ledger['get'],
      children: effect(ledger.children) as Ledger['children'],
      lastChildren: effect(ledger.lastChildren) as Ledger['lastChildren'],
      list: effect(ledger.list) as Ledger['list'],
      open: effect(ledger.open) as Ledger['open'],
      commit: effect(async (writes, at) => {
        await ledger.commit(writes, at)
        watch.onCommit(writes)
      }),
    },
    send: effect(async ({ to, channel }) => {
      await clock.sleep(random.between(50, 200))
      watch.onSend(id, to, channel, clock.now())
      return `message-${watch.sent.length}`
    }),
    wake: effect(wake),
    tagsOf: async () => ({}),
    spent: async () => new Set(),
    pointsOf: async () => [],
    linkBase: 'https://ns.example',
    newToken: () => {
      tokens += 1
      return String(tokens).padStart(16, 'a')
    },
  })

  const names = Array.from({ length: alarms }, (_, index) => `corner-shop-storm-${String(index).padStart(5, '0')}`)
  for (const [index, name] of names.entries()) {
    const at = begin + 1_000 + (index * seconds * 1_000) / alarms
    clock.at(at + random.between(20, 200), () =>
      lambda.invoke(`alarm-${index}`, (call) => engine(alarmOf(name, at), worldOf(call))),
    )
  }
  for (let minute = 0; begin + minute * 60_000 < end; minute += 1)
    clock.at(begin + minute * 60_000, () => lambda.invoke(`sweep-${minute}`, (call) => sweep(worldOf(call))))
  await clock.run(end)

  const [incidents, transitions, owed] = await Promise.all([
    memory.all<IncidentRecord>('incident'),
    memory.all<TransitionRecord>('transition'),
    memory.all<NotificationRecord>('notification'),
  ])
  const states = new Map((await memory.all<AlarmRecord>('alarm')).map((record) => [record.alarm, record]))
  const violations: string[] = []
  const check = (isWell: boolean, text: string): void => {
    if (!isWell) violations.push(text)
  }
  check(incidents.length === alarms, `${incidents.length} incidents of ${alarms} alarms`)
  check(new Set(incidents.map(({ alarm }) => alarm)).size === alarms, 'an alarm has several incidents, or none')
  check(transitions.length === alarms, `${transitions.length} transitions of ${alarms}`)
  for (const name of names) if (states.get(name)?.state !== 'ALARM') check(false, `${name} is not known to be red`)
  const open = owed.filter(({ outcome }) => outcome !== 'accepted')
  check(
    open.length === 0,
    `${open.length} of ${owed.length} messages were not sent, such as ${open[0]?.sk}: ${open[0]?.outcome}`,
  )
  check(owed.length >= 2 * alarms, `${owed.length} messages for ${alarms} alarms`)
  const untold = owed.filter(({ pk, sk }) => !watch.times.has(`${pk} ${sk}`)).length
  const doubled = [...watch.times.values()].filter((times) => times > 1).length
  check(untold === 0, `${untold} messages were written down and never sent`)
  check(doubled === 0, `${doubled} messages were sent twice`)
  check(lambda.deadLetters.length === 0, `${lambda.deadLetters.length} dead letters, such as ${lambda.deadLetters[0]}`)
  const times = watch.sent.map(({ at }) => (at - begin - 1_000) / 1_000)
  const first = Math.min(...times)
  check(first <= 30, `the first page went after ${first} s`)
  return {
    violations,
    counts: {
      ...counts,
      messages: watch.sent.length,
      failures: [...lambda.failures.values()].reduce((a, b) => a + b, 0),
    },
    peaks: { firstPage: first, lastMessage: Math.max(...times), calls: lambda.most() },
    failures: Object.fromEntries(lambda.failures),
  }
}
