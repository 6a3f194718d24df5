import type { AlertsConfig } from '../../../shared/config/alerts/schema.ts'
import { errorName, TransientError } from '../../../shared/errors.ts'
import {
  type IncidentRecord,
  keys,
  type MailboxRecord,
  type NotificationRecord,
} from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import { metrics } from '../../../shared/metrics.ts'
import { named } from '../../../shared/on-call/targets.ts'
import { once } from '../../../shared/once.ts'
import { cut } from '../../../shared/text.ts'
import { channelNamed, refusalOf } from '../channels/index.ts'
import type { Message } from '../message/index.ts'
import { silentFor } from '../rules/noise.ts'
import {
  digestWord,
  fallback,
  isLeased,
  isToldBefore,
  type Page,
  quietFor,
  settle,
  waitsForPage,
} from '../rules/notifications.ts'
import { withMessage } from '../rules/rate-limit.ts'
import { commit, type IncidentFile, insist, readIncidentFile, transact, type World, wakeAll } from '../world/world.ts'
import { digestTimer, readMailboxes, waitsUntil } from './mailboxes.ts'

/** Seconds for which one sender has a notification for itself; it gives up sending by then. */
export const leaseSeconds = 60

/** Seconds after which a recovery that waits for its page looks whether that has gone. */
const recoveryWaitSeconds = 3

/** The words are loaded when there is something to say, since most calls are over before; and asked for once. */
export const wording = once(() => import('./wording.ts'))

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
 * @param taken sort keys of the notifications in it that the caller took with that write, to be sent now
 */
export const deliver = async (
  id: string,
  world: World,
  known?: IncidentFile,
  taken?: ReadonlySet<string>,
): Promise<Delivery> => {
  const file = known ?? (await readIncidentFile(world, id))
  if (!file) return { outOfReach: false }
  const due = file.notifications.filter(({ outcome, digest }) => outcome === 'planned' && !digest)
  if (due.length === 0) return { outOfReach: isOutOfReach(file) }
  const [results, looking] = await Promise.all([
    Promise.allSettled(due.map((page) => deliverOne(file, page, world, known && taken?.has(page.sk)))),
    Promise.allSettled([lookAgain(file, due, world)]),
  ])
  const failed = [...results, ...looking].find((result) => result.status === 'rejected')
  // Another call may have sent the others meanwhile. The last of those that fail finds out that all have.
  const asks = results.some((result) => result.status === 'fulfilled' && result.value === 'failed')
  const after = asks ? await readIncidentFile(world, id) : undefined
  return { outOfReach: after !== undefined && isOutOfReach(after), ...(failed ? { failure: failed.reason } : {}) }
}

/** Whether nobody of the last step can be told of what is still wrong: each has failed for good, or there is nobody. */
export const isOutOfReach = ({ incident, notifications }: IncidentFile): boolean =>
  (incident.state === 'open' || incident.state === 'exhausted') &&
  notifications
    .filter(({ purpose, step, shadow }) => purpose === 'page' && step === incident.steps && !shadow)
    .every(({ outcome }) => outcome === 'failed')

/** Why a message need not be sent any more. */
export const mootReason = ({ state, acknowledgedBy, partly }: IncidentRecord, page: Page): string | undefined => {
  if (page.purpose === 'recovery') return undefined
  if (state === 'acknowledged' && page.purpose === 'page') return `acknowledged by ${acknowledgedBy}`
  if (page.purpose === 'hand-over' && acknowledgedBy !== page.to)
    return acknowledgedBy === undefined ? 'no longer acknowledged by anybody' : `acknowledged by ${acknowledgedBy}`
  if (state !== 'resolved' && state !== 'suppressed')
    return page.purpose === 'page' &&
      partly?.some(({ by, step }) => by === page.to && step !== undefined && page.step <= step)
      ? 'acknowledged by them'
      : undefined
  return page.leaseUntil === undefined
    ? 'over before it was sent'
    : 'over before its sender could say what became of it'
}

/** @returns what became of the message, where this call sent it */
const deliverOne = async (
  file: IncidentFile,
  page: Page,
  world: World,
  isTaken = false,
): Promise<'accepted' | 'failed' | undefined> => {
  const { incident } = file
  // The call that holds it is retried by the platform if it dies, and then has the same id.
  if (isLeased(page, world.now) && page.leaseBy !== world.callId) return undefined
  if (waitsForPage(page, file.notifications, world.now)) return undefined
  const isUnheardOf = page.purpose === 'recovery' && !file.notifications.some(isToldBefore(page))
  const moot = isUnheardOf ? 'its page did not go out' : mootReason(incident, page)
  if (moot !== undefined) {
    await commit(world, [{ item: settle(page, 'dropped', moot, world.now), expect: page.version }])
    return undefined
  }
  const leased = isTaken ? page : await transact(() => takeOrWait(incident, page, world))
  if (!leased) return undefined
  const message = await composed(
    incident,
    wording().then(({ pageOf }) => pageOf(file, leased, world)),
  )
  return sendLeased(leased, message, world, !isTaken && page.leaseUntil !== undefined)
}

/**
 * Has an incident looked at again when a page may have gone for which a recovery waits, at the latest just after the first sender
 * has given up. Once, however many recoveries wait: what it wakes does the same, and would else be a flood.
 */
const lookAgain = async (
  { timer, notifications }: IncidentFile,
  due: readonly Page[],
  { wake, now }: Pick<World, 'wake' | 'now'>,
): Promise<void> => {
  const ends = due.flatMap((page) => waitsForPage(page, notifications, now) ?? [])
  if (ends.length === 0 || !timer) return
  const at = Math.min(now.getTime() + recoveryWaitSeconds * 1000, ...ends.map((end) => end.getTime() + 1000))
  await wakeAll([{ pk: timer.pk, sk: timer.sk, at: new Date(at).toISOString() }], { wake, now })
}

/** A message, or the bare facts where it cannot be worded: an odd alarm must not stay untold for its oddity. */
export const composed = (incident: IncidentRecord, message: Promise<Message>): Promise<Message> =>
  message.catch((error: unknown) => {
    metrics.add('MessagesNotWorded', 1)
    log.error('message not worded', { incident: incident.id, error: errorName(error) })
    const { severity, title, reason } = incident
    const subject = cut(`${severity} ${title}`, 140)
    return { short: subject, subject, text: `${severity} ${title}\n\n${reason}` }
  })

/** What a notification has while one call has it for itself. */
export const leaseOf = (
  { attempts }: Pick<NotificationRecord, 'attempts'>,
  { now, callId }: Pick<World, 'now' | 'callId'>,
  seconds = leaseSeconds,
): Pick<NotificationRecord, 'leaseBy' | 'leaseUntil' | 'attempts'> => ({
  leaseBy: callId,
  leaseUntil: new Date(now.getTime() + seconds * 1000).toISOString(),
  attempts: attempts + 1,
})

/** A notification as its sender has it for itself. */
export const leasedBy = (page: Page, world: Pick<World, 'now' | 'callId'>): Page => ({
  ...page,
  ...leaseOf(page, world),
  version: page.version + 1,
})

/** When quiet hours and silences let a message go; nothing where it may go now. */
export const mayGoFrom = (
  incident: IncidentRecord,
  page: NotificationRecord,
  { responders, silences }: Pick<AlertsConfig, 'responders' | 'silences'>,
  now: Date,
): Date | undefined => {
  const quiet = quietFor(incident.severity, named(responders, page.to), now)
  const silent = silentFor(incident, page, silences, now)
  return quiet && silent ? new Date(Math.max(quiet.getTime(), silent.getTime())) : (quiet ?? silent)
}

/** Takes a notification to send it now, or leaves it for the digest when its person wants, or just had, quiet. */
const takeOrWait = async (
  incident: IncidentRecord,
  page: Page,
  world: World,
): Promise<{ readonly done: Page | undefined } | 'again'> => {
  const { ledger, config, now } = world
  const { severity } = incident
  const { to, channel } = page
  const leased = leasedBy(page, world)
  const taken = { item: leased, expect: page.version }
  const again = async () =>
    (await ledger.get<NotificationRecord>(page))?.version === page.version ? 'again' : { done: undefined }
  if (channel === fallback.channel) return { done: (await commit(world, [taken])) ? leased : undefined }
  const quiet = mayGoFrom(incident, page, config, now)?.toISOString()
  const waiting = { ...page, open: digestWord(to, channel), digest: true }
  if (quiet !== undefined) {
    const item: NotificationRecord = { ...waiting, at: quiet, notBefore: quiet }
    return (await commit(world, [{ item, expect: page.version }])) ? { done: undefined } : again()
  }
  // Its place in the mailbox was taken by the first try.
  if (page.attempts > 0) return { done: (await commit(world, [taken])) ? leased : undefined }
  const box = (await readMailboxes(to, world))(channel)
  const at = waitsUntil(box, severity, now)
  if (at) {
    const item: NotificationRecord = waiting
    const writes = [{ item, expect: page.version }, ...digestTimer(page, at, box)]
    return (await commit(world, writes)) ? { done: undefined } : again()
  }
  const sent = withMessage(box.record?.sent ?? [], now)
  const item: MailboxRecord = { ...keys.mailbox(to, channel), kind: 'mailbox', at: now.toISOString(), sent }
  // Else either another message was faster, or another call has taken this very one.
  return (await commit(world, [taken, { item, expect: box.record?.version ?? 'absent' }])) ? { done: leased } : again()
}

/** @param doubtful whether an earlier sender died without saying what became of the message */
const sendLeased = async (
  leased: Page,
  message: Message,
  world: World,
  doubtful: boolean,
): Promise<'accepted' | 'failed'> => {
  const { now } = world
  const { incident, to, channel, purpose, step } = leased
  const ids = { incident, to, channel, purpose, step }
  const until = leased.leaseUntil === undefined ? undefined : new Date(leased.leaseUntil)
  const answer = await attempt(channel, world.send(leased, message, until))
  if ('messageId' in answer) {
    metrics.add('NotificationsAccepted', 1)
    log.info('notification accepted', ids)
    await record(leased, settle(leased, 'accepted', answer.messageId, now), world)
    return 'accepted'
  }
  metrics.add('NotificationsFailed', 1)
  log.warn('notification failed', { ...ids, error: answer.detail })
  // After the fallback there is nobody left to tell: it stays planned, and the event is tried again and then kept.
  // A lease that is over tells `wasTold` that the message may have gone out all the same.
  const leaseUntil = doubtful || !answer.answered ? now.toISOString() : undefined
  if ((answer.permanent || isHopeless(leased)) && channel !== fallback.channel) {
    await record(leased, settle({ ...leased, leaseUntil }, 'failed', answer.detail, now), world)
    return 'failed'
  }
  await record(leased, { ...leased, leaseBy: undefined, leaseUntil, detail: answer.detail }, world)
  throw new TransientError(`${channel} is not available now: ${answer.detail}`)
}

/** Whether a message that still could not be sent has been tried often enough. */
export const isHopeless = ({ channel, attempts }: Pick<NotificationRecord, 'channel' | 'attempts'>): boolean =>
  attempts >= (channelNamed(channel)?.calls ?? Number.POSITIVE_INFINITY)

type Answer =
  | { readonly messageId: string }
  | { readonly detail: string; readonly permanent: boolean; readonly answered: boolean }

/** What a channel answered. After a time-out or a broken connection nobody knows whether the message went out. */
export const attempt = (channel: string, sending: Promise<string>): Promise<Answer> =>
  sending.then(
    (messageId) => ({ messageId }),
    (error: unknown) => {
      const { kind, detail, answered } = refusalOf(channel, error)
      if (kind === 'misconfigured') {
        // Everybody whom this channel is for is out of reach by it, and no retry changes that: an alarm reports it to the fallback.
        metrics.add('ChannelsRefused', 1)
        log.error('channel refused', { error: errorName(error) })
      }
      return { detail, permanent: kind !== 'transient', answered }
    },
  )

/** Writes down what became of a message, unless its lease ran out and another call has taken it over. */
const record = async (leased: Page, item: NotificationRecord, { ledger, now }: World): Promise<void> => {
  if (await insist(() => ledger.commit([{ item, expect: leased.version }], now))) return
  log.warn('notification was taken over', { incident: item.incident, to: item.to, channel: item.channel })
}
