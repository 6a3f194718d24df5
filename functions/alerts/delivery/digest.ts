import { TransientError } from '../../../shared/errors.ts'
import { inParallel } from '../../../shared/in-parallel.ts'
import type { Stored, Write } from '../../../shared/ledger/ledger.ts'
import {
  type IncidentRecord,
  keys,
  type MailboxRecord,
  type NotificationRecord,
} from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import { metrics } from '../../../shared/metrics.ts'
import { piecesOf } from '../../../shared/pieces.ts'
import { channelNamed } from '../channels/index.ts'
import { worstFirst } from '../message/index.ts'
import { isOver } from '../rules/incident.ts'
import { makeToken } from '../rules/link.ts'
import { digestWord, isLeased, linkRecord, type Page, settle } from '../rules/notifications.ts'
import { allowedAt, withMessage, worst } from '../rules/rate-limit.ts'
import { mailboxTimer } from '../rules/timers.ts'
import { commit, insist, type World } from '../world/world.ts'
import { attempt, composed, isHopeless, leasedBy, leaseSeconds, mayGoFrom, mootReason } from './deliver.ts'
import { type Mailbox, readMailboxes, setDigest } from './mailboxes.ts'
import { digestOf } from './wording.ts'

interface Waiting {
  readonly page: Page
  readonly incident: Stored<IncidentRecord>
}

/** How many incidents are read at once. */
const atOnce = 16

const readWaiting = async ({ to, channel }: Mailbox, { ledger, now }: World): Promise<Waiting[]> => {
  const pages = await ledger.open<NotificationRecord>(digestWord(to, channel), now.toISOString())
  const found = await inParallel(pages, atOnce, async (page) => {
    const incident = await ledger.get<IncidentRecord>(keys.incident(page.incident))
    return incident ? [{ page, incident }] : []
  })
  return found.flat()
}

/**
 * Writes many notifications. One that another call has changed in between is its own affair.
 * @returns those that were written
 */
const writeAll = async <Item extends { readonly item: NotificationRecord; readonly expect: number }>(
  items: readonly Item[],
  { ledger, now }: World,
): Promise<Item[]> => {
  const done: Item[] = []
  for (const group of piecesOf(items, 50)) {
    const isWritten = (await insist(() => ledger.commit(group, now)))
      ? group.map(() => true)
      : await Promise.all(group.map((write) => insist(() => ledger.commit([write], now))))
    done.push(...group.filter((_, index) => isWritten[index]))
  }
  return done
}

/** Takes out of what waits what need not be sent any more, and what must not be sent at this hour. */
const sortOut = async (waiting: readonly Waiting[], world: World): Promise<Waiting[]> => {
  const changed = waiting.flatMap(({ page, incident }) => {
    const moot = mootReason(incident, page)
    if (moot !== undefined) return [{ item: settle(page, 'dropped', moot, world.now), expect: page.version }]
    const quiet = mayGoFrom(incident, page, world.config, world.now)?.toISOString()
    return quiet === undefined ? [] : [{ item: { ...page, at: quiet, notBefore: quiet }, expect: page.version }]
  })
  await writeAll(changed, world)
  const out = new Set(changed.map(({ item }) => `${item.pk} ${item.sk}`))
  return waiting.filter(({ page }) => !out.has(`${page.pk} ${page.sk}`))
}

/** Milliseconds between two digests. */
const digestMs = 60_000

/**
 * Sends one message for all that waits for a person by one channel, when the time for it has come. Pages of incidents that
 * are over by then are dropped. The timer stays set until nothing waits any more, so what came in between goes with the next.
 * @returns the incidents whose people turned out to be out of reach by this channel
 * @throws TransientError when the channel is not to be had now
 */
export const sendDigest = async (mailbox: Mailbox, world: World): Promise<string[]> => {
  const { now, callId } = world
  const { to, channel } = mailbox
  const [boxes, found] = await Promise.all([readMailboxes(to, world), readWaiting(mailbox, world)])
  const { record: box, timer } = boxes(channel)
  if (!timer?.open || timer.at > now.toISOString()) return []
  const free = found.filter(({ page }) => !isLeased(page, now) || page.leaseBy === callId)
  const owed = await sortOut(free, world)
  if (owed.length === 0) {
    // What another call is sending at the moment is looked at again.
    const next = found.length > free.length ? new Date(now.getTime() + digestMs).toISOString() : undefined
    await commit(world, mailboxTimer(mailbox, next, timer))
    return []
  }
  const severity = worst(owed.map(({ incident }) => incident.severity))
  const at = allowedAt(box?.sent ?? [], severity, now, channelNamed(channel)?.rate)
  // After a digest another one is a minute away, whatever single pages may do; and never further while something waits. A page
  // that is planned at this moment counts on the timer as it was, and may be worse than what waits already.
  const soon = new Date(now.getTime() + digestMs)
  const next = at > now && at < soon ? at : soon
  const writes = mailboxTimer(mailbox, next.toISOString(), timer)
  if (at > now) {
    await commit(world, writes)
    return []
  }
  const item: MailboxRecord = {
    ...keys.mailbox(to, channel),
    kind: 'mailbox',
    at: now.toISOString(),
    sent: withMessage(box?.sent ?? [], now),
  }
  const link = linkOfAll(mailbox, owed, world)
  // Whoever fills the mailbox sends; another call at the same moment finds it filled.
  if (!(await commit(world, [{ item, expect: box?.version ?? 'absent' }, ...writes, ...(link?.writes ?? [])])))
    return []
  const taken = await writeAll(
    owed.map((each) => ({ item: leasedBy(each.page, world), expect: each.page.version, waiting: each })),
    world,
  )
  return sendAll(
    mailbox,
    taken.map(({ item, waiting: { page, incident } }) => ({
      page: { ...item, version: page.version + 1 },
      incident,
      doubtful: page.leaseUntil !== undefined,
    })),
    link?.token,
    world,
  )
}

/**
 * One link to everything in a digest that is not over and that the person is called for: what they acknowledge counts, and of what
 * they shadow it must not. Nothing where that is one incident, which has its own, or none.
 */
const linkOfAll = (
  { to }: Mailbox,
  owed: readonly Waiting[],
  { now, newToken = makeToken }: World,
): { readonly token: string; readonly writes: Write[] } | undefined => {
  const lasting = new Map(
    owed
      .filter(({ page, incident }) => !page.shadow && !isOver(incident))
      .map(({ incident }) => [incident.id, incident]),
  )
  const [first, ...others] = worstFirst([...lasting.values()]).map(({ id }) => id)
  if (first === undefined || others.length === 0) return undefined
  const token = newToken()
  return { token, writes: [{ item: linkRecord(token, to, [first, ...others], now), expect: 'absent' }] }
}

const sendAll = async (
  mailbox: Mailbox,
  owed: readonly (Waiting & { readonly doubtful: boolean })[],
  link: string | undefined,
  world: World,
): Promise<string[]> => {
  const { now } = world
  const until = new Date(now.getTime() + leaseSeconds * 1000)
  const [first] = owed
  if (!first) return []
  const ids = { to: mailbox.to, channel: mailbox.channel, incidents: owed.length }
  const message = await composed(first.incident, digestOf(mailbox, owed, link, world))
  const answer = await attempt(mailbox.channel, world.send(mailbox, message, until))
  const write = (change: (page: Page, doubtful: boolean) => NotificationRecord) =>
    writeAll(
      owed.map(({ page, doubtful }) => ({ item: change(page, doubtful), expect: page.version })),
      world,
    )
  if ('messageId' in answer) {
    metrics.add('NotificationsAccepted', owed.length)
    log.info('digest accepted', ids)
    await write((page) => settle(page, 'accepted', answer.messageId, now))
    return []
  }
  metrics.add('NotificationsFailed', owed.length)
  log.warn('digest failed', { ...ids, error: answer.detail })
  const leaseUntil = (doubtful: boolean) => (doubtful || !answer.answered ? now.toISOString() : undefined)
  if (answer.permanent || owed.some(({ page }) => isHopeless(page))) {
    await write((page, doubtful) => settle({ ...page, leaseUntil: leaseUntil(doubtful) }, 'failed', answer.detail, now))
    return owed.map(({ incident }) => incident.id)
  }
  await write((page, doubtful) => ({
    ...page,
    leaseBy: undefined,
    leaseUntil: leaseUntil(doubtful),
    detail: answer.detail,
  }))
  await takeBack(mailbox, world)
  throw new TransientError(`${mailbox.channel} is not available now: ${answer.detail}`)
}

/** A message that did not go takes no place in the mailbox, and is tried again in a minute. */
const takeBack = async ({ to, channel }: Mailbox, world: World): Promise<void> => {
  const { ledger, now } = world
  await setDigest({ to, channel }, new Date(now.getTime() + 60_000), world)
  const box = await ledger.get<MailboxRecord>(keys.mailbox(to, channel))
  const place = box?.sent.indexOf(now.toISOString()) ?? -1
  if (!box || place < 0) return
  await commit(world, [{ item: { ...box, sent: box.sent.toSpliced(place, 1) } as MailboxRecord, expect: box.version }])
}
