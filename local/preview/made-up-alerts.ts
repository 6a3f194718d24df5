import { contactChannelsByName } from '../../functions/alerts/channels/index.ts'
import type { Connect } from '../../shared/connect.ts'
import type { LedgerItem } from '../../shared/ledger/ledger.ts'
import {
  type IncidentChange,
  type IncidentRecord,
  keys,
  type NoteRecord,
  type NotificationRecord,
  type OnCallRecord,
} from '../../shared/ledger/records.ts'

const minuteMs = 60_000

/** The first two channels that there are. */
const [loud = '', quiet = ''] = contactChannelsByName.map(([name]) => name)

/** An incident that has been through a lot, and what people have changed of who is on call: what a page shows of alerts. */
export const madeUpAlerts = (now: Date): LedgerItem[] => {
  const at = (minutes: number): string => new Date(now.getTime() + minutes * minuteMs).toISOString()
  const id = '5a5a5a5a5a5a5a5a'
  const history: IncidentChange[] = [
    { at: at(-42), what: 'step', state: 'open', step: 1, to: ['mina'] },
    { at: at(-32), what: 'escalated', state: 'open', step: 2, by: 'joon', to: ['mina', 'alex'] },
    { at: at(-29), what: 'acknowledged', state: 'acknowledged', by: 'mina' },
    { at: at(-12), what: 'handed over', state: 'acknowledged', by: 'mina', to: ['alex'] },
  ]
  const incident: IncidentRecord = {
    ...keys.incident(id),
    kind: 'incident',
    at: at(-42),
    open: 'incident',
    id,
    alarmKey: 'corner-shop-checkout-errors',
    alarm: 'corner-shop-checkout-errors',
    severity: 'critical',
    state: 'acknowledged',
    openedAt: at(-42),
    reason: 'Threshold crossed: 3 datapoints [41.0, 38.0, 44.0] were greater than the threshold (5.0).',
    title: 'Checkout writes errors',
    description:
      'Checkout writes errors. Look at the last deployment first.\nhttps://wiki.corner-shop.example/checkout-errors',
    policy: 'shop',
    steps: 2,
    nextAt: at(228),
    acknowledgedBy: 'alex',
    acknowledgedAt: at(-12),
    acknowledgements: [
      { by: 'mina', at: at(-29) },
      { by: 'alex', at: at(-12), from: 'mina' },
    ],
    history,
    basis: {
      config: 'made-up',
      event: {
        arn: 'arn:aws:cloudwatch:ap-northeast-2:123456789012:alarm:corner-shop-checkout-errors',
        metric: {
          namespace: 'Nightshift/Logs',
          name: 'checkout-errors',
          dimensions: {},
          statistic: 'Sum',
          period: 60,
          threshold: 5,
          comparison: '>',
        },
      },
    },
  }
  const message = (
    to: string,
    channel: string,
    step: number,
    minutes: number,
    more: Partial<NotificationRecord> = {},
  ): NotificationRecord => ({
    ...keys.notification(id, more.purpose ?? 'page', step, to, channel),
    kind: 'notification',
    at: at(minutes),
    incident: id,
    to,
    channel,
    purpose: 'page',
    step,
    outcome: 'accepted',
    attempts: 1,
    ...more,
  })
  const note = (minutes: number, by: string, text: string): NoteRecord => ({
    ...keys.note(id, String(minutes)),
    kind: 'incident-note',
    at: at(minutes),
    incident: id,
    by,
    text,
  })
  const onCall: OnCallRecord = {
    ...keys.onCall(),
    kind: 'on-call',
    at: at(-60),
    overrides: [
      {
        id: '3f9a1c02',
        by: 'joon',
        at: at(-600),
        why: 'a wedding',
        asked: { rotation: 'primary' },
        parts: [{ rotation: 'primary', responder: 'joon', from: at(60 * 50), until: at(60 * 74) }],
      },
    ],
    silences: [
      {
        id: '77aa10ff',
        by: 'mina',
        at: at(-20),
        why: 'moving the database',
        asked: {},
        match: { alarm: 'corner-shop-database-*' },
        from: at(-20),
        until: at(100),
      },
    ],
  }
  return [
    incident,
    message('mina', loud, 1, -42),
    message('mina', quiet, 1, -42),
    message('alex', loud, 2, -32, { outcome: 'failed', detail: 'OptedOutException' }),
    message('alex', quiet, 2, -32),
    message('alex', quiet, 1, -12, { purpose: 'hand-over' }),
    note(-25, 'mina', 'The deployment of 02:10 lost the key of the payment service.\nRolled back.'),
    note(-10, 'alex', 'Errors are down. Watching it.'),
    onCall,
  ]
}

/** A connect whose CloudWatch knows the values of one metric, and which has nothing else. */
export const madeUpConnect: Connect = () =>
  ({
    send: async ({ input }: { readonly input: Readonly<Record<string, unknown>> }) => {
      const { StartTime, EndTime, MetricDataQueries } = input
      if (!(StartTime instanceof Date && EndTime instanceof Date) || !Array.isArray(MetricDataQueries))
        throw new Error('The preview has no AWS: nothing is done there.')
      const count = Math.floor((EndTime.getTime() - StartTime.getTime()) / minuteMs)
      const Timestamps = Array.from({ length: count }, (_, index) => new Date(StartTime.getTime() + index * minuteMs))
      const Values = Timestamps.map((_, index) =>
        index < 58 ? (index * 7) % 4 : index < 88 ? 30 + ((index * 13) % 17) : Math.max(0, 12 - (index - 88)),
      )
      return { MetricDataResults: [{ Timestamps, Values }] }
    },
  }) as never
