import type { Severity } from '../../../shared/config/alerts/schema.ts'
import type { Stored, Write } from '../../../shared/ledger/ledger.ts'
import { keys, type MailboxRecord, type NotificationRecord, type TimerRecord } from '../../../shared/ledger/records.ts'
import { channelNamed } from '../channels/index.ts'
import type { Rate } from '../channels/rate.ts'
import { allowedAt } from '../rules/rate-limit.ts'
import { mailboxTimer } from '../rules/timers.ts'
import { commit, type World } from '../world/world.ts'

/** What one person gets by one channel. */
export type Mailbox = Pick<NotificationRecord, 'to' | 'channel'>

/** What stands in a mailbox: when messages went, and when the next digest is to go. */
export interface Box {
  readonly record: Stored<MailboxRecord> | undefined
  readonly timer: Stored<TimerRecord> | undefined
  /** How many messages may go. Default: what a person can read. */
  readonly rate?: Rate | undefined
}

/** Reads the mailboxes of a person, of every channel at once. */
export const readMailboxes = async (
  to: string,
  { ledger }: Pick<World, 'ledger'>,
): Promise<(channel: Mailbox['channel']) => Box> => {
  const items = await ledger.children<MailboxRecord | TimerRecord>(keys.mailbox(to, '').pk)
  return (channel) => ({
    record: items.find((item): item is Stored<MailboxRecord> => item.sk === keys.mailbox(to, channel).sk),
    timer: items.find((item): item is Stored<TimerRecord> => item.sk === keys.mailboxTimer(to, channel).sk),
    rate: channelNamed(channel)?.rate,
  })
}

/** When a message that has to wait could go by itself; nothing when it may go now. */
export const waitsUntil = ({ record, timer, rate }: Box, severity: Severity, now: Date): Date | undefined => {
  const at = allowedAt(record?.sent ?? [], severity, now, rate)
  // A digest that is due goes first and takes this one along. Else a storm that goes on would never let it through.
  return at > now || (timer?.open && timer.at <= now.toISOString()) ? at : undefined
}

const isSet = (timer: Stored<TimerRecord> | undefined, at: Date): boolean =>
  timer?.open !== undefined && timer.at <= at.toISOString()

/** Whether a message has to wait, and a digest that takes it along is set already. */
export const joinsDigest = (box: Box, severity: Severity, now: Date): boolean => {
  const at = waitsUntil(box, severity, now)
  return at !== undefined && isSet(box.timer, at)
}

/** What sees to it that a digest goes out at a time, or earlier where one is set earlier. */
export const digestTimer = (mailbox: Mailbox, at: Date, { timer }: Box): Write[] =>
  isSet(timer, at) ? [] : mailboxTimer(mailbox, at.toISOString(), timer)

/** Sees to it that a digest goes out at a time, or earlier where one is set earlier. */
export const setDigest = async (mailbox: Mailbox, at: Date, world: World): Promise<void> => {
  const boxes = await readMailboxes(mailbox.to, world)
  const writes = digestTimer(mailbox, at, boxes(mailbox.channel))
  if (writes.length > 0) await commit(world, writes)
}
