import { inParallel } from '../../../shared/in-parallel.ts'
import type { Ledger } from '../../../shared/ledger/ledger.ts'
import type { RejectRecord } from '../../../shared/ledger/records.ts'
import { askedChange } from '../rules/asked-change.ts'
import { notificationOf, type Replay } from '../rules/notification.ts'
import { openReject } from '../rules/reject.ts'

/** Most originals of one replay, newest first, and how many of them a second: people's uploads wait in the same queue. */
export const mostReplayed = 1_000
const perSecond = 15

/** What the replay works with. */
export interface ReplayMeans {
  readonly ledger: Ledger
  /** Puts a message into this function's own queue, after so many seconds. */
  readonly send: (message: object, seconds: number) => Promise<void>
  /** Of the config. */
  readonly version: string
}

/** Has refused originals that nothing has fixed looked at again, and writes down who asked. Twice does no harm: what is there is read. */
export const replayRefused = async (
  { cause, key }: Replay,
  by: string,
  { ledger, send, version }: ReplayMeans,
  now: Date,
): Promise<void> => {
  const rejects = (await ledger.open<RejectRecord>(openReject))
    .filter((each) => (cause === undefined || each.cause === cause) && (key === undefined || each.key === key))
    .reverse()
    .slice(0, mostReplayed)
  const sent = rejects.map((reject, index) => ({ reject, seconds: Math.floor(index / perSecond) }))
  await inParallel(sent, 10, ({ reject, seconds }) => send(notificationOf(reject), seconds))
  const summary =
    rejects.length === 1 ? 'one original is looked at again' : `${rejects.length} originals are looked at again`
  const event = { action: 'replay', ...(cause === undefined ? {} : { cause }) }
  const asked = { by, target: cause ?? 'refused originals', action: 'replay', summary, event }
  const noted = askedChange(asked, version, now)
  await ledger.commit([{ item: noted, expect: 'absent', repeatable: true }], now)
}
