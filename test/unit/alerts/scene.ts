import { happen } from '../../../functions/alerts/engine/progress.ts'
import { react } from '../../../functions/alerts/engine/react.ts'
import { sweep, wakeUp } from '../../../functions/alerts/engine/sweep.ts'
import { takeOver } from '../../../functions/alerts/engine/take-over.ts'
import type { Transition } from '../../../functions/alerts/intake/index.ts'
import type { Message } from '../../../functions/alerts/message/index.ts'
import type { Happening } from '../../../functions/alerts/rules/incident.ts'
import type { PostedLetter } from '../../../functions/alerts/rules/posted-letter.ts'
import type { Wake } from '../../../functions/alerts/rules/timers.ts'
import type { Send } from '../../../functions/alerts/world/effects.ts'
import type { LinkWorld } from '../../../functions/alerts/world/link-world.ts'
import type { World } from '../../../functions/alerts/world/world.ts'
import { type AlertsConfig, alertsSchema } from '../../../shared/config/alerts/schema.ts'
import type { Ledger, Stored } from '../../../shared/ledger/ledger.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import type { IncidentRecord, NotificationRecord } from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'

/** A small config; `more` replaces parts of it. */
export const makeConfig = (more: object = {}): AlertsConfig =>
  alertsSchema.parse({
    emailFrom: 'nightshift@corner-shop.example',
    responders: {
      mina: { sms: '+12025550101', email: 'mina@corner-shop.example' },
      joon: { sms: '+12025550102' },
    },
    rotations: { primary: { zone: 'Asia/Seoul', every: 'week', from: '2026-01-05', responders: ['mina', 'joon'] } },
    onCall: 'primary',
    fallback: ['mina'],
    ...more,
  })

export const alerts = makeConfig()

// A thousand alarms are four thousand lines. A test that reads them turns the log on again.
log.setLogLevel('SILENT')

/** A Saturday of mina's week, at nine in the morning in Seoul. */
export const start = new Date('2026-11-28T00:00:00Z')
export const later = (seconds: number): Date => new Date(start.getTime() + seconds * 1000)

export const transition = (state: Transition['state'], seconds = 0, more: Partial<Transition> = {}): Transition => ({
  alarm: 'arn:aws:cloudwatch:ap-northeast-2:123456789012:alarm:checkout-errors',
  name: 'checkout-errors',
  state,
  at: later(seconds).toISOString(),
  reason: `it is ${state}`,
  ...more,
})

/** An alarm of its own, by a short name. */
export const alarmOf = (name: string, state: Transition['state'], seconds = 0, more: Partial<Transition> = {}) =>
  transition(state, seconds, { alarm: name, name, ...more })

export interface Sent {
  readonly to: string
  readonly channel: NotificationRecord['channel']
  readonly message: Message
}

/** An error as the SDK throws it. */
export const awsError = (name: string, httpStatusCode: number, message = name): Error =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode } })

export const throttled = (): Error => awsError('ThrottlingException', 429)
export const refused = (): Error => awsError('InvalidParameterException', 400)

/** What the function of links works with, where the queue brings at once what it hands over. @param posted where reports are put */
export const linkWorld = (world: World, posted: PostedLetter[] = []): LinkWorld => ({
  ...world,
  reports: {
    post: async (letter) => {
      posted.push(letter)
    },
    secretOf: async () => 'it is a secret',
  },
  handOver: (order) => takeOver(order, { ...world, callId: `${world.callId}, handed over` }),
})

/** A ledger in memory, channels that write down what they were given, and a way to let a call happen. */
export const makeWorld = ({
  ledger = memoryLedger(),
  config = alerts,
  fail,
}: {
  ledger?: Ledger
  config?: AlertsConfig
  fail?: (sent: Sent) => Error | undefined
} = {}) => {
  const sent: Sent[] = []
  const wakes: Wake[] = []
  const send: Send = async ({ to, channel }, message) => {
    const error = fail?.({ to, channel, message })
    if (error) throw error
    sent.push({ to, channel, message })
    return `id-${sent.length}`
  }
  /** What was sent, or is to be, for every incident, newest first. */
  const notifications = async (): Promise<Stored<NotificationRecord>[]> => {
    const incidents = await ledger.list<IncidentRecord>('incident', { limit: 10_000 })
    const files = await Promise.all(incidents.map(({ pk }) => ledger.children<NotificationRecord>(pk, 'notification#')))
    return files.flat().sort((one, other) => (one.at < other.at ? 1 : one.at > other.at ? -1 : 0))
  }
  let calls = 0
  /** What one call works with. Each has an id of its own unless it is given one. */
  const world = (now: Date, more: Partial<World> = {}): World => {
    calls += 1
    return {
      ledger,
      send,
      wake: async (wake) => {
        wakes.push(wake)
      },
      tagsOf: async ({ tags = {} }) => tags,
      spent: async () => new Set(),
      pointsOf: async () => [],
      linkBase: 'https://ns.example',
      config,
      version: 'c0ffee',
      now,
      callId: `call-${calls}`,
      ...more,
    }
  }
  return {
    ledger,
    send,
    sent,
    /** What was given to the queue of timers. */
    wakes,
    world,
    /** The words that were sent, such as `ALARM mina sms`, in the order of the alphabet. */
    told: () =>
      sent
        .map(({ to, channel, message }) => `${message.subject.startsWith('OK') ? 'OK' : 'ALARM'} ${to} ${channel}`)
        .toSorted(),
    /** Delivers a transition. */
    call: (event: Transition, more: Partial<World> = {}) => react(event, world(new Date(event.at), more)),
    happen: (id: string, happening: Happening, now: Date, more: Partial<World> = {}) =>
      happen(id, happening, world(now, more)),
    sweep: (now: Date, more: Partial<World> = {}) => sweep(world(now, more)),
    /** Brings up the newest timer that was given to the queue. */
    ring: (now: Date, more: Partial<World> = {}) => {
      const wake = wakes.at(-1)
      if (!wake) throw new Error('No timer was set')
      return wakeUp(wake, world(now, more))
    },
    incidents: () => ledger.list<IncidentRecord>('incident', { limit: 10_000 }),
    /** The only incident. */
    incident: async () => {
      const [incident, ...others] = await ledger.list<IncidentRecord>('incident')
      if (!incident || others.length > 0) throw new Error(`${others.length + (incident ? 1 : 0)} incidents`)
      return incident
    },
    notifications,
    outcomes: async () =>
      (await notifications())
        .map(({ purpose, to, channel, outcome }) => `${purpose} ${to} ${channel} ${outcome}`)
        .toSorted(),
  }
}
