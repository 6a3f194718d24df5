import { ConflictError, errorName, isPermanentAwsError, PermanentError, TransientError } from '../../shared/errors.ts'
import type { Ledger, Stored } from '../../shared/ledger/ledger.ts'
import { type IncidentRecord, keys, type NotificationRecord } from '../../shared/ledger/records.ts'
import { log } from '../../shared/log.ts'
import { metrics } from '../../shared/metrics.ts'
import type { Send } from './effects.ts'
import { dropReason, isLeased, planNotification, settle } from './incident.ts'
import { composeMessage, type Message } from './message.ts'

/** Seconds for which one sender has a notification for itself; longer than any call to a channel with its retries. */
export const leaseSeconds = 60

export interface Delivery {
  readonly ledger: Ledger
  readonly send: Send
  /** The zone in which times are written. */
  readonly zone: string
  readonly now: Date
  /** Id of this call; a retry by the platform has the same one. */
  readonly callId: string
}

type Page = Stored<NotificationRecord>

const fallback = { to: 'fallback', channel: 'topic' } as const

const notificationsOf = (ledger: Ledger, incident: string): Promise<Page[]> =>
  ledger.children<NotificationRecord>(keys.incident(incident).pk, 'notification#')

/**
 * Sends what is planned for an incident and writes down what became of each message. It can be called again at any time:
 * what was sent is not sent again, but for the moment between a channel's answer and its record.
 * When nobody could be told, the fallback topic is.
 * @throws TransientError when a message could not be sent now; the others have been
 */
export const deliver = async (incidentId: string, delivery: Delivery): Promise<void> => {
  const { ledger } = delivery
  const incident = await ledger.get<IncidentRecord>(keys.incident(incidentId))
  if (!incident) return
  const planned = (await notificationsOf(ledger, incidentId)).filter(({ outcome }) => outcome === 'planned')
  const results = await Promise.allSettled(planned.map((notification) => deliverOne(incident, notification, delivery)))
  if (await fallBack(incidentId, delivery)) return deliver(incidentId, delivery)
  const failure = results.find((result) => result.status === 'rejected')
  if (failure) throw failure.reason
}

/** Plans a message to the fallback topic when every page of an open incident has failed for good. Says whether it did. */
const fallBack = async (incidentId: string, { ledger, now }: Delivery): Promise<boolean> => {
  const incident = await ledger.get<IncidentRecord>(keys.incident(incidentId))
  if (incident?.state !== 'open') return false
  const pages = (await notificationsOf(ledger, incidentId)).filter(({ purpose }) => purpose === 'page')
  if (pages.some(({ outcome, to }) => outcome !== 'failed' || to === fallback.to)) return false
  const page = planNotification(incidentId, 'page', fallback, now)
  // With the incident itself, so that it cannot end in between and leave the fallback without its recovery.
  return committed(
    ledger.commit(
      [
        { item: page, expect: 'absent' },
        { item: incident, expect: incident.version },
      ],
      now,
    ),
    // Somebody else planned it, or ended the incident: either way it is looked at again.
    true,
  )
}

const deliverOne = async (incident: IncidentRecord, notification: Page, delivery: Delivery): Promise<void> => {
  const { ledger, zone, now, callId } = delivery
  // The call that holds it is retried by the platform if it dies, and then has the same id.
  if (isLeased(notification, now) && notification.leaseBy !== callId) return
  if (notification.purpose === 'page' && incident.state !== 'open') {
    const item = settle(notification, 'dropped', dropReason(notification), now)
    await committed(ledger.commit([{ item, expect: notification.version }], now))
    return
  }
  const leased: Page = {
    ...notification,
    leaseBy: callId,
    leaseUntil: new Date(now.getTime() + leaseSeconds * 1000).toISOString(),
    attempts: notification.attempts + 1,
    version: notification.version + 1,
  }
  if (!(await committed(ledger.commit([{ item: leased, expect: notification.version }], now)))) return
  const message = composeMessage(incident, notification.purpose, zone)
  await sendLeased(leased, message, delivery, notification.leaseUntil !== undefined)
}

/** @param doubtful whether an earlier sender died without saying what became of the message */
const sendLeased = async (
  leased: Page,
  message: Message,
  { ledger, send, now }: Delivery,
  doubtful: boolean,
): Promise<void> => {
  const { incident, to, channel, purpose } = leased
  const ids = { incident, to, channel, purpose }
  const answer = await send(leased, message).then(
    (messageId) => ({ messageId }),
    (error: unknown) => ({ error }),
  )
  if ('messageId' in answer) {
    metrics.add('NotificationsAccepted', 1)
    log.info('notification accepted', ids)
    return record(leased, settle(leased, 'accepted', answer.messageId, now), ledger, now)
  }
  metrics.add('NotificationsFailed', 1)
  const detail = answer.error instanceof PermanentError ? answer.error.reason : errorName(answer.error)
  log.warn('notification failed', { ...ids, error: detail })
  // After the fallback there is nobody left to tell: it stays planned, and the event is tried again and then kept.
  if (isPermanent(answer.error) && channel !== fallback.channel)
    return record(leased, settle(leased, 'failed', detail, now), ledger, now)
  // A lease that is over tells `wasTold` that the message may have gone out all the same.
  const leaseUntil = doubtful || !isAnswer(answer.error) ? now.toISOString() : undefined
  await record(leased, { ...leased, leaseBy: undefined, leaseUntil, detail }, ledger, now)
  throw new TransientError(`${channel} is not to be had now: ${detail}`)
}

const isPermanent = (error: unknown): boolean => error instanceof PermanentError || isPermanentAwsError(error)

/** Whether an error says that nothing was sent; after a time-out or a broken connection nobody knows. */
const isAnswer = (error: unknown): boolean =>
  error instanceof PermanentError ||
  (error as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode !== undefined

/** Writes down what became of a message, unless its lease ran out and another call has taken it over. */
const record = async (leased: Page, item: NotificationRecord, ledger: Ledger, now: Date): Promise<void> => {
  if (await committed(ledger.commit([{ item, expect: leased.version }], now))) return
  log.warn('notification was taken over', { incident: item.incident, to: item.to, channel: item.channel })
}

/** Whether a write happened, or what `otherwise` says when another call was faster. */
const committed = async (commit: Promise<void>, otherwise = false): Promise<boolean> => {
  try {
    await commit
    return true
  } catch (error) {
    if (error instanceof ConflictError) return otherwise
    throw error
  }
}
