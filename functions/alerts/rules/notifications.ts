import type { Responder, Severity } from '../../../shared/config/alerts/schema.ts'
import { durationSeconds } from '../../../shared/duration.ts'
import type { LedgerItem, Stored, Write } from '../../../shared/ledger/ledger.ts'
import { type IncidentRecord, keys, type LinkRecord, type NotificationRecord } from '../../../shared/ledger/records.ts'
import { localClock } from '../../../shared/local-clock.ts'
import { named } from '../../../shared/on-call/targets.ts'
import { channelNamed, contactsOf, lastResort } from '../channels/index.ts'
import { makeToken } from './link.ts'

const day = 86_400_000

export type Page = Stored<NotificationRecord>

/** Whom nothing but SNS itself stands behind. */
export const fallback = { to: 'fallback', channel: lastResort } as const

/** Days for which an acknowledgement page answers, and for which its link is still given to its owner again. */
const linkDays = 7
const linkReuseDays = 3

/** The word under which what waits for a person's next digest is open. */
export const digestWord = (to: string, channel: string): string => `digest#${to}#${channel}`

/** When the quiet hours that are on at an instant end, or nothing when none are on. */
export const quietUntil = (
  { quietHours, zone }: Pick<Responder, 'quietHours' | 'zone'>,
  now: Date,
): Date | undefined => {
  if (!quietHours) return undefined
  const { from, until } = quietHours
  const clock = localClock(zone)
  const local = new Date(clock.localAt(now.getTime())).toISOString()
  const [date, time] = [local.slice(0, 10), local.slice(11, 16)]
  const overMidnight = until < from
  const quiet = overMidnight ? time >= from || time < until : time >= from && time < until
  if (!quiet) return undefined
  const end = clock.instantNear(Date.parse(`${date}T${until}Z`) + (overMidnight && time >= from ? day : 0))
  return new Date(Math.max(end, now.getTime()))
}

/** When a person's quiet hours end, as far as they count for a severity; nothing when they do not count now. */
export const quietFor = (severity: Severity, responder: Responder | undefined, now: Date): Date | undefined => {
  const until = severity === 'critical' || !responder ? undefined : quietUntil(responder, now)
  return until && until > now ? until : undefined
}

/**
 * By which channels a person is told. What is only for information comes by those that wake nobody, and what costs money by none of
 * which the month's money is spent; but by whatever there is where a person has no other.
 */
export const channelsFor = (responder: object, severity: Severity, spent: ReadonlySet<string>): string[] => {
  const has = contactsOf(responder)
  const quiet = has.filter(({ name, channel }) => !spent.has(name) && !(severity === 'info' && channel.interrupts))
  const rest = quiet.length > 0 ? quiet : has.filter(({ name }) => !spent.has(name))
  return (rest.length > 0 ? rest : has).map(({ name }) => name)
}

/** A channel by which a person is to be told, and seconds for which it waits for an acknowledgement first. */
export interface Way {
  readonly channel: string
  readonly after?: number | undefined
}

/**
 * Which channels notify a person, and when: by their own rules where one is for this severity, else by all at once. What is only for
 * information comes by a channel that wakes people only where a rule says so by name. Where the month's money is spent for all of them, the rest of
 * their channels is left.
 */
export const waysFor = (
  responder: Pick<Responder, 'deliver'>,
  severity: Severity,
  spent: ReadonlySet<string>,
): readonly Way[] => {
  const has = new Map(contactsOf(responder).map(({ name, channel }) => [name, channel]))
  const ways = (responder.deliver ?? []).flatMap(({ channel, after, severity: named }): Way[] => {
    const known = has.get(channel)
    const isMeant = named === undefined ? !(severity === 'info' && known?.interrupts) : named.includes(severity)
    if (!known || !isMeant || spent.has(channel)) return []
    return [after === undefined ? { channel } : { channel, after: durationSeconds(after) }]
  })
  return ways.length > 0 ? ways : channelsFor(responder, severity, spent).map((channel) => ({ channel }))
}

/** Somebody's channels for news that nobody need be woken for, in the order in which they are tried. */
export const quietestFirst = (responder: object | undefined): string[] =>
  contactsOf(responder)
    .toSorted((one, other) => Number(one.channel.interrupts) - Number(other.channel.interrupts))
    .map(({ name }) => name)

/**
 * A message still to be sent. `open` and `at` let the sweep find it when its sender does not come to it. What may not go
 * before a time waits for the digest of that time.
 */
export const planNotification = (
  incident: string,
  purpose: NotificationRecord['purpose'],
  step: number,
  { to, channel }: Pick<NotificationRecord, 'to' | 'channel'>,
  now: Date,
  extra: Pick<NotificationRecord, 'shadow' | 'notBefore' | 'after' | 'link' | 'digest' | 'asked'> = {},
): NotificationRecord => ({
  ...keys.notification(incident, purpose, step, to, channel),
  kind: 'notification',
  at: extra.notBefore ?? now.toISOString(),
  open: extra.digest ? digestWord(to, channel) : 'notification',
  incident,
  to,
  channel,
  purpose,
  step,
  outcome: 'planned',
  attempts: 0,
  ...extra,
})

export interface PageOptions {
  readonly responders: Readonly<Record<string, Responder>>
  /** The people to be told, by name. */
  readonly to: readonly string[]
  /** The channels of which the month's money is spent. */
  readonly spent: ReadonlySet<string>
  /** What is already there of this incident: people keep their link. */
  readonly known: readonly NotificationRecord[]
  readonly now: Date
  /** Whether a digest that is set already takes along what is for this person by this channel. Default: none does. */
  readonly joinsDigest?: (mailbox: Pick<NotificationRecord, 'to' | 'channel'>) => boolean
  /** Gives the unguessable part of a link. Default: 96 random bits. */
  readonly newToken?: () => string
  /** Whether a person asked for them. Default: nobody did. */
  readonly asked?: boolean | undefined
  /** Whether they go to people who shadow: without a link, for what they acknowledge counts for nothing. Default: they do not. */
  readonly shadow?: true | undefined
  /** What they are for, and which. Default: pages of the step that was taken last. */
  readonly as?: Pick<NotificationRecord, 'purpose' | 'step'> | undefined
}

/** The link that a person has of an incident, unless it is about to end. */
const linkOf = (to: string, known: readonly NotificationRecord[], now: Date): string | undefined => {
  const mine = known.filter((page) => page.to === to && page.link !== undefined)
  const link = mine.at(-1)?.link
  const first = mine.find((page) => page.link === link)
  return first && Date.parse(first.at) > now.getTime() - linkReuseDays * day ? link : undefined
}

/**
 * A page that waits for an acknowledgement, from when it could have gone. One that takes the place of another that waited so does not wait
 * longer: steps that follow each other quickly would put it off for good.
 */
const delayed = (
  after: number,
  from: Date,
  { to, channel }: Pick<NotificationRecord, 'to' | 'channel'>,
  known: readonly NotificationRecord[],
): Pick<NotificationRecord, 'notBefore' | 'after' | 'digest'> => {
  const own = new Date(from.getTime() + after * 1000).toISOString()
  const waiting = known.filter(
    (page) =>
      page.to === to &&
      page.channel === channel &&
      page.purpose === 'page' &&
      page.outcome === 'planned' &&
      page.after !== undefined,
  )
  const notBefore = waiting
    .map((page) => page.notBefore ?? own)
    .reduce((one, other) => (one < other ? one : other), own)
  return { notBefore, after, digest: true }
}

/** The pages of one step, each person's link, and when each page may go. */
export const planPages = (incident: IncidentRecord, options: PageOptions): Write[] =>
  options.to.flatMap((to) => {
    const responder = named(options.responders, to)
    if (!responder) return []
    const { now, known, newToken = makeToken, asked, as = { purpose: 'page', step: incident.steps } } = options
    const old = options.shadow ? undefined : linkOf(to, known, now)
    const link = options.shadow ? undefined : (old ?? newToken())
    const quiet = quietFor(incident.severity, responder, now)
    // A notice that something is theirs now waits for no acknowledgement.
    const rules = as.purpose === 'page' ? responder : { ...responder, deliver: undefined }
    const pages = waysFor(rules, incident.severity, options.spent).map(({ channel, after }) =>
      planNotification(incident.id, as.purpose, as.step, { to, channel }, now, {
        ...(link === undefined ? { shadow: true } : { link }),
        ...(asked ? { asked } : {}),
        ...(quiet ? { notBefore: quiet.toISOString(), digest: true } : {}),
        ...(after === undefined ? {} : delayed(after, quiet ?? now, { to, channel }, known)),
        ...(options.joinsDigest?.({ to, channel }) ? { digest: true } : {}),
      }),
    )
    const written = old || link === undefined ? [] : [linkRecord(link, to, [incident.id], now)]
    return [...pages, ...written].map((item) => ({ item, expect: 'absent' as const }))
  })

/** What stands behind a link. @param incidents at least one, the worst first */
export const linkRecord = (
  token: string,
  to: string,
  [incident, ...others]: readonly [string, ...string[]],
  now: Date,
): LinkRecord => ({
  ...keys.link(token),
  kind: 'link',
  at: now.toISOString(),
  incident,
  ...(others.length > 0 ? { incidents: [incident, ...others] } : {}),
  to,
  validUntil: new Date(now.getTime() + linkDays * day).toISOString(),
})

/**
 * Whether a page reached its responder, or may have: while a sender has it, and for good if that sender died without
 * saying what became of it. Who may have been called out of bed is told that it is over.
 */
export const wasTold = ({ purpose, outcome, leaseUntil }: NotificationRecord): boolean =>
  purpose !== 'recovery' && (outcome === 'accepted' || leaseUntil !== undefined)

/** Whether a sender has the notification for itself at the moment. */
export const isLeased = ({ leaseUntil }: NotificationRecord, now: Date): boolean =>
  leaseUntil !== undefined && leaseUntil > now.toISOString()

/** Whether a message reached, or may have reached, whoever gets this recovery, by the same channel. */
export const isToldBefore =
  ({ to, channel }: Pick<NotificationRecord, 'to' | 'channel'>) =>
  (page: NotificationRecord): boolean =>
    page.to === to && page.channel === channel && wasTold(page)

/**
 * Until when a recovery has to wait because a sender still has its page: nobody reads that something is over before that it has
 * begun, or without. Nothing where it need not wait.
 */
export const waitsForPage = (
  recovery: NotificationRecord,
  all: readonly NotificationRecord[],
  now: Date,
): Date | undefined => {
  if (recovery.purpose !== 'recovery') return undefined
  const ends = all.flatMap((page) =>
    isToldBefore(recovery)(page) && page.outcome === 'planned' && isLeased(page, now)
      ? [Date.parse(page.leaseUntil ?? '')]
      : [],
  )
  return ends.length > 0 ? new Date(Math.max(...ends)) : undefined
}

/** A notification after it has come to its end. A lease that is over stays where nobody knows whether it went out before. */
export const settle = (
  notification: NotificationRecord,
  outcome: NotificationRecord['outcome'],
  detail: string,
  now: Date,
): NotificationRecord => ({
  ...notification,
  at: now.toISOString(),
  open: undefined,
  leaseBy: undefined,
  leaseUntil: outcome === 'accepted' ? undefined : notification.leaseUntil,
  outcome,
  detail,
})

const isWaiting = (page: Page, now: Date): boolean => page.outcome === 'planned' && !isLeased(page, now)

/** Messages that are not to be sent any more; a sender that has one at the moment writes down by itself what became of it. */
export const dropPages = (
  pages: readonly Page[],
  why: string,
  now: Date,
  purposes: readonly NotificationRecord['purpose'][] = ['page'],
): Write[] =>
  pages.flatMap((page) =>
    purposes.includes(page.purpose) && isWaiting(page, now)
      ? [{ item: settle(page, 'dropped', why, now), expect: page.version }]
      : [],
  )

/** Pages that still wait when the next page to the same person by the same channel is planned: nobody needs both. */
export const replacePages = (pages: readonly Page[], planned: readonly Write[], now: Date): Write[] => {
  const next = new Set(messagesIn(planned).map(({ to, channel }) => `${to} ${channel}`))
  return dropPages(
    pages.filter(({ to, channel }) => next.has(`${to} ${channel}`)),
    'a later page takes its place',
    now,
  )
}

const isNotification = (item: LedgerItem): item is NotificationRecord => item.kind === 'notification'

/** The messages among writes. */
export const messagesIn = (writes: readonly Pick<Write, 'item'>[]): NotificationRecord[] =>
  writes.flatMap(({ item }) => (isNotification(item) ? [item] : []))

/** One message to each who was told, or may have been, that it is over. By each channel once. */
export const planRecoveries = (pages: readonly Page[], now: Date): Write[] => {
  const told = new Map(
    pages
      .filter((page) => wasTold(page) && channelNamed(page.channel)?.carries.recovery !== false)
      .map((page) => [`${page.to} ${page.channel}`, page]),
  )
  const known = new Set(
    pages.filter(({ purpose }) => purpose === 'recovery').map(({ to, channel }) => `${to} ${channel}`),
  )
  return [...told].flatMap(([key, page]) =>
    known.has(key)
      ? []
      : [{ item: planNotification(page.incident, 'recovery', 0, page, now), expect: 'absent' as const }],
  )
}
