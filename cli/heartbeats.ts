import type { Command } from 'commander'
import { silentFrom } from '../functions/alerts/engine/heartbeat.ts'
import { beatPath, linkUrl } from '../functions/alerts/rules/link.ts'
import type { AlertsConfig } from '../shared/config/alerts/schema.ts'
import type { Ledger } from '../shared/ledger/ledger.ts'
import { type HeartbeatRecord, keys } from '../shared/ledger/records.ts'
import { findDeployment } from './deployment.ts'
import { type JsonOption, jsonOption } from './options.ts'
import { localTime, printRows } from './print.ts'

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
  /** ISO 8601: when its silence is told, unless it checks in before. */
  readonly silentAt?: string
  /** Where it checks in, with GET or POST. Whoever knows it can check in. */
  readonly url?: string
  /** The metric that is looked at in its place. */
  readonly metric?: string
}

/** Where each heartbeat of the config stands. */
export const readHeartbeats = (
  ledger: Pick<Ledger, 'get'>,
  { heartbeats }: Pick<AlertsConfig, 'heartbeats'>,
  linkBase: string,
  now: Date,
): Promise<HeartbeatRow[]> =>
  Promise.all(
    Object.entries(heartbeats).map(async ([heartbeat, promise]): Promise<HeartbeatRow> => {
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

export const registerHeartbeats = (program: Command): void => {
  program
    .command('heartbeats')
    .description('what promises to check in, where, and when it last did')
    .option(...jsonOption)
    .action(async ({ json = false }: JsonOption) => {
      const { config, ledger, output } = await findDeployment()
      printRows(
        await readHeartbeats(ledger(), config.alerts, output('AcknowledgeUrl'), new Date()),
        { json },
        {
          Heartbeat: ({ heartbeat }) => heartbeat,
          State: ({ state }) => state,
          Every: ({ every }) => every,
          'Last seen': ({ lastAt }) => localTime(lastAt),
          'Told if silent until': ({ silentAt }) => localTime(silentAt),
          'Checks in at': ({ url, metric }) => url ?? metric ?? 'the address is being made',
        },
        'No heartbeat is configured (alerts.heartbeats).',
      )
    })
}
