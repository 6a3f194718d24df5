import { beatPath, linkUrl } from '../../functions/alerts/rules/link.ts'
import { silentFrom } from '../../functions/alerts/rules/silence.ts'
import { type HeartbeatRecord, keys } from '../../shared/ledger/records.ts'
import type { Deployment } from '../deployment.ts'

/** A heartbeat of the config, as `nightshift heartbeats --json` prints it. */
export interface HeartbeatRow {
  readonly heartbeat: string
  /** `new`: its address is made within a minute of its deployment. */
  readonly state: 'ok' | 'silent' | 'new'
  readonly every: string
  readonly grace: string
  /**
   * ISO 8601: the last sign of life, or when the first one was begun to be waited for. A metric is looked at only when it may
   * have fallen silent, so it can have lived since.
   */
  readonly lastAt?: string
  /** ISO 8601: when its silence is reported, unless it checks in before. */
  readonly silentAt?: string
  /** Where it checks in, with GET or POST. Whoever knows it can check in. */
  readonly url?: string
  /** The metric that is looked at in its place. */
  readonly metric?: string
}

/** Where each heartbeat of the config stands. @throws UsageError when nothing is deployed */
export const readHeartbeats = (
  deployment: Pick<Deployment, 'config' | 'ledger' | 'output' | 'now'>,
): Promise<HeartbeatRow[]> => {
  const [ledger, linkBase, now] = [deployment.ledger(), deployment.output('AcknowledgeUrl'), deployment.now()]
  return Promise.all(
    Object.entries(deployment.config.alerts.heartbeats).map(async ([heartbeat, promise]): Promise<HeartbeatRow> => {
      const { every, grace } = promise
      const record = await ledger.get<HeartbeatRecord>(keys.heartbeat(heartbeat))
      if (!record) return { heartbeat, state: 'new', every, grace }
      const { lastAt, token } = record
      const silentAt = silentFrom(promise, lastAt)
      const state = silentAt <= now ? 'silent' : 'ok'
      const { metric } = promise
      const sign = metric
        ? { metric: [metric.namespace, metric.metric, ...Object.values(metric.dimensions)].join(' ') }
        : { url: linkUrl(linkBase, beatPath(token)) }
      return { heartbeat, state, every, grace, lastAt, silentAt: silentAt.toISOString(), ...sign }
    }),
  )
}
