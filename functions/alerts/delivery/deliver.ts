import { errorName, isPermanentAwsError, PermanentError, TransientError } from '../../../shared/errors.ts'
import { type IncidentRecord, keys, type MailboxRecord, type NotificationRecord } from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import { metrics } from '../../../shared/metrics.ts'
import { named } from '../../../shared/on-call/targets.ts'
import { cut } from '../../../shared/text.ts'
import { digestTimer, readBoxes, waitsUntil } from './mailboxes.ts'
import { commit, type Desk, type File, insist, readFile, untilDone } from '../world/world.ts'
import { withMessage } from '../rules/rate-limit.ts'
import type { Message } from '../message/index.ts'
import { digestWord, fallback, isLeased, type Page, quietFor, settle } from '../rules/notifications.ts'
import { pageOf } from './wording.ts'

/** Seconds for which one sender has a notification for itself; longer than any call to a channel with its retries. */
export const leaseSeconds = 60

/** How a delivery went. */
export interface Delivery {
  /** Whether everybody whom the last step was for turned out to be out of reach for good. */
  readonly outOfReach: boolean
  /** What kept a message from being sent now; the others have been. */
  readonly failure?: unknown
}

/**
 * Sends what is planned for an incident and may go now, and writes down what became of each message. It can be called
 * again at any time: what was sent is not sent again, but for the moment between a channel's answer and its record.
 * @param known the incident's file, where the caller has just written it
 */
export const deliver = async (id: string, desk: Desk, known?: File): Promise<Delivery> => {
  const file = known ?? (await readFile(desk, id))
  if (!file) return { outOfReach: false }
  const due = file.notifications.filter(({ outcome, digest }) => outcome === 'planned' && !digest)
  if (due.length === 0) return { outOfReach: isOutOfReach(file) }
  const results = await Promise.allSettled(due.map((page) => deliverOne(file, page, desk)))
  const failed = results.find((result) => result.status === 'rejected')
  // Another call may have sent the others meanwhile. The last of those that fail finds out that all have.
  const asks = results.some((result) => result.status === 'fulfilled' && result.value === 'failed')
  const after = asks ? await readFile(desk, id) : undefined
  return { outOfReach: after !== undefined && isOutOfReach(after), ...(failed ? { failure: failed.reason } : {}) }
}

/** Whether nobody of the last step can be told of what is still wrong: each has failed for good, or there is nobody. */
export const isOutOfReach = ({ incident, notifications }: File): boolean =>
  (incident.state === 'open' || incident.state === 'exhausted') &&
  notifications
    .filter(({ purpose, step }) => purpose === 'page' && step === incident.steps)
    .every(({ outcome }) => outcome === 'failed')

/** Why a message need not be sent any more. */
export const mootReason = ({ state, acknowledgedBy }: IncidentRecord, page: Page): string | undefined => {
  if (page.purpose !== 'page') return undefined
  if (state === 'acknowledged') return `${acknowledgedBy} has it`
  if (state !== 'resolved' && state !== 'suppressed') return undefined
  return page.leaseUntil === undefined
    ? 'over before it was sent'
    : 'over before its sender could say what became of it'
}

/** @returns what became of the message, where this call sent it */
const deliverOne = async (file: File, page: Page, desk: Desk): Promise<'accepted' | 'failed' | undefined> => {
  const { incident } = file
  // The call that holds it is retried by the platform if it dies, and then has the same id.
  if (isLeased(page, desk.now) && page.leaseBy !== desk.callId) return undefined
  const moot = mootReason(incident, page)
  if (moot !== undefined) {
    await commit(desk, [{ item: settle(page, 'dropped', moot, desk.now), expect: page.version }])
    return undefined
  }
  const leased = await untilDone(() => takeOrWait(incident, page, desk))
  if (!leased) return undefined
  const message = await composed(incident, pageOf(file, leased, desk))
  return sendLeased(leased, message, desk, page.leaseUntil !== undefined)
}

/** A message, or the bare facts where it cannot be worded: an odd alarm must not stay untold for its oddity. */
export const composed = (incident: IncidentRecord, message: Promise<Message>): Promise<Message> =>
  message.catch((error: unknown) => {
    metrics.add('MessagesNotWorded', 1)
    log.error('message not worded', { incident: incident.id, error: errorName(error) })
    const { severity, title, reason } = incident
    const subject = cut(`${severity} ${title}`, 140)
    return { sms: subject, subject, text: `${severity} ${title}\n\n${reason}` }
  })

/** A notification as its sender has it for itself. */
export const leasedBy = (page: Page, { now, callId }: Pick<Desk, 'now' | 'callId'>): Page => ({
  ...page,
  leaseBy: callId,
  leaseUntil: new Date(now.getTime() + leaseSeconds * 1000).toISOString(),
  attempts: page.attempts + 1,
  version: page.version + 1,
})

/** Takes a notification to send it now, or leaves it for the digest when its person wants, or just had, quiet. */
const takeOrWait = async (
  { severity }: IncidentRecord,
  page: Page,
  desk: Desk,
): Promise<{ readonly done: Page | undefined } | 'again'> => {
  const { ledger, config, now } = desk
  const { to, channel } = page
  const leased = leasedBy(page, desk)
  const taken = { item: leased, expect: page.version }
  const again = async () =>
    (await ledger.get<NotificationRecord>(page))?.version === page.version ? 'again' : { done: undefined }
  if (channel === fallback.channel) return { done: (await commit(desk, [taken])) ? leased : undefined }
  const quiet = quietFor(severity, named(config.responders, to), now)?.toISOString()
  const waiting = { ...page, open: digestWord(to, channel), digest: true }
  if (quiet !== undefined) {
    const item: NotificationRecord = { ...waiting, at: quiet, notBefore: quiet }
    return (await commit(desk, [{ item, expect: page.version }])) ? { done: undefined } : again()
  }
  // Its place in the mailbox was taken by the first try.
  if (page.attempts > 0) return { done: (await commit(desk, [taken])) ? leased : undefined }
  const box = (await readBoxes(to, desk))(channel)
  const at = waitsUntil(box, severity, now)
  if (at) {
    const item: NotificationRecord = waiting
    const writes = [{ item, expect: page.version }, ...digestTimer(page, at, box)]
    return (await commit(desk, writes)) ? { done: undefined } : again()
  }
  const sent = withMessage(box.record?.sent ?? [], now)
  const item: MailboxRecord = { ...keys.mailbox(to, channel), kind: 'mailbox', at: now.toISOString(), sent }
  // Else either another message was faster, or another call has taken this very one.
  return (await commit(desk, [taken, { item, expect: box.record?.version ?? 'absent' }])) ? { done: leased } : again()
}

/** @param doubtful whether an earlier sender died without saying what became of the message */
const sendLeased = async (
  leased: Page,
  message: Message,
  desk: Desk,
  doubtful: boolean,
): Promise<'accepted' | 'failed'> => {
  const { now } = desk
  const { incident, to, channel, purpose, step } = leased
  const ids = { incident, to, channel, purpose, step }
  const answer = await attempt(desk.send(leased, message))
  if ('messageId' in answer) {
    metrics.add('NotificationsAccepted', 1)
    log.info('notification accepted', ids)
    await record(leased, settle(leased, 'accepted', answer.messageId, now), desk)
    return 'accepted'
  }
  metrics.add('NotificationsFailed', 1)
  log.warn('notification failed', { ...ids, error: answer.detail })
  // After the fallback there is nobody left to tell: it stays planned, and the event is tried again and then kept.
  // A lease that is over tells `wasTold` that the message may have gone out all the same.
  const leaseUntil = doubtful || !answer.answered ? now.toISOString() : undefined
  if (answer.permanent && channel !== fallback.channel) {
    await record(leased, settle({ ...leased, leaseUntil }, 'failed', answer.detail, now), desk)
    return 'failed'
  }
  await record(leased, { ...leased, leaseBy: undefined, leaseUntil, detail: answer.detail }, desk)
  throw new TransientError(`${channel} is not to be had now: ${answer.detail}`)
}

type Answer =
  | { readonly messageId: string }
  | { readonly detail: string; readonly permanent: boolean; readonly answered: boolean }

/** What a channel answered. After a time-out or a broken connection nobody knows whether the message went out. */
export const attempt = (sending: Promise<string>): Promise<Answer> =>
  sending.then(
    (messageId) => ({ messageId }),
    (error: unknown) => ({
      detail: error instanceof PermanentError ? error.reason : errorName(error),
      permanent: error instanceof PermanentError || isPermanentAwsError(error),
      answered:
        error instanceof PermanentError ||
        (error as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode !== undefined,
    }),
  )

/** Writes down what became of a message, unless its lease ran out and another call has taken it over. */
const record = async (leased: Page, item: NotificationRecord, { ledger, now }: Desk): Promise<void> => {
  if (await insist(() => ledger.commit([{ item, expect: leased.version }], now))) return
  log.warn('notification was taken over', { incident: item.incident, to: item.to, channel: item.channel })
}
