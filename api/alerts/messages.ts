import { addChannels } from '../../functions/alerts/rules/day-sums.ts'
import type { Deployment } from '../deployment.ts'
import { channelSumsSince } from './days.ts'

/** What went out by one channel. */
export interface ChannelCount {
  readonly channel: string
  readonly sent: number
  readonly failed: number
}

/** Messages since a time by their channel, the busiest first; `more`: there were more than are counted. */
export const messagesSince = async (
  deployment: Pick<Deployment, 'ledger' | 'now'>,
  since: Date,
): Promise<{ readonly channels: readonly ChannelCount[]; readonly more: boolean }> => {
  const { sums, isCut } = await channelSumsSince(deployment, since)
  const channels = Object.entries(addChannels(sums))
    .map(([channel, counts]) => ({ channel, ...counts }))
    .sort((one, other) => other.sent - one.sent)
  return { channels, more: isCut }
}
