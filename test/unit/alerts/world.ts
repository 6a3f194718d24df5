import type { Send } from '../../../functions/alerts/effects.ts'
import type { Transition } from '../../../functions/alerts/intake.ts'
import type { Message } from '../../../functions/alerts/message.ts'
import { type Reaction, react } from '../../../functions/alerts/react.ts'
import { alertsSchema } from '../../../shared/config/alerts.ts'
import type { Ledger } from '../../../shared/ledger/ledger.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import type { IncidentRecord, NotificationRecord } from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'

export const alerts = alertsSchema.parse({
  emailFrom: 'nightshift@corner-shop.example',
  responders: {
    mina: { sms: '+12025550101', email: 'mina@corner-shop.example' },
    joon: { sms: '+12025550102' },
  },
  rotations: { primary: { zone: 'Asia/Seoul', every: 'week', from: '2026-01-05', responders: ['mina', 'joon'] } },
  onCall: 'primary',
  fallback: ['mina'],
})

// A thousand alarms are four thousand lines. A test that reads them turns the log on again.
log.setLogLevel('SILENT')

/** A Saturday of mina's week. */
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

/** A ledger in memory, channels that write down what they were given, and a way to let a call happen. */
export const makeWorld = ({
  ledger = memoryLedger(),
  fail,
}: {
  ledger?: Ledger
  fail?: (sent: Sent) => Error | undefined
} = {}) => {
  const sent: Sent[] = []
  const send: Send = async ({ to, channel }, message) => {
    const error = fail?.({ to, channel, message })
    if (error) throw error
    sent.push({ to, channel, message })
    return `id-${sent.length}`
  }
  let calls = 0
  return {
    ledger,
    send,
    sent,
    /** The words that were sent, such as `page mina sms`. */
    told: () =>
      sent.map(({ to, channel, message }) => `${message.subject.startsWith('OK') ? 'OK' : 'ALARM'} ${to} ${channel}`),
    /** Delivers a transition. Each call has an id of its own unless it is given one. */
    call: (event: Transition, more: Partial<Reaction> = {}) => {
      calls += 1
      return react(event, {
        ledger,
        send,
        config: alerts,
        version: 'c0ffee',
        now: new Date(event.at),
        callId: `call-${calls}`,
        ...more,
      })
    },
    incidents: () => ledger.list<IncidentRecord>('incident', { limit: 10_000 }),
    notifications: () => ledger.list<NotificationRecord>('notification', { limit: 10_000 }),
    outcomes: async () =>
      (await ledger.list<NotificationRecord>('notification', { limit: 10_000 }))
        .map(({ purpose, to, channel, outcome }) => `${purpose} ${to} ${channel} ${outcome}`)
        .toSorted(),
  }
}
