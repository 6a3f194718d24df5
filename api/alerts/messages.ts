import type { NotificationRecord } from '../../shared/ledger/records.ts'
import type { Deployment } from '../deployment.ts'

/** What went out by one channel. */
export interface ChannelCount {
  readonly channel: string
  readonly sent: number
  readonly failed: number
}

/** Most messages that are counted. */
const most = 10_000

/** Messages since a time by their channel, the busiest first; `more`: there were more than are counted. */
export const messagesSince = async (
  { ledger }: Pick<Deployment, 'ledger'>,
  since: Date,
): Promise<{ readonly channels: readonly ChannelCount[]; readonly more: boolean }> => {
  const records = await ledger().list<NotificationRecord>('notification', { since: since.toISOString(), limit: most })
  const channels = [...Map.groupBy(records, ({ channel }) => channel)]
    .map(([channel, each]) => ({
      channel,
      sent: each.filter(({ outcome }) => outcome === 'accepted').length,
      failed: each.filter(({ outcome }) => outcome === 'failed').length,
    }))
    .sort((one, other) => other.sent - one.sent)
  return { channels, more: records.length >= most }
}
