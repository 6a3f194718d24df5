import { linkUrl, reportPath } from '../../functions/alerts/rules/link.ts'
import { keys, type SourceRecord } from '../../shared/ledger/records.ts'
import type { Deployment } from '../deployment.ts'

/** A source of the config, as `nightshift alerts sources --json` prints it. */
export interface SourceRow {
  readonly source: string
  /** `new`: its address is made within a minute of its deployment. `refused`: it reports more than it may. */
  readonly state: 'ok' | 'refused' | 'new'
  /** The form of its reports; nothing where it is found out. */
  readonly kind?: string
  readonly perMinute: number
  /** Whether its reports must be signed. */
  readonly isSigned: boolean
  /** ISO 8601: when it last reported; nothing where it never has. */
  readonly lastAt?: string
  /** Reports that were refused since the last time that it kept to its bounds. */
  readonly refused: number
  /** Where it reports, with POST. Whoever knows it can report. */
  readonly url?: string
}

/** Where each source of the config stands. @throws UsageError when nothing is deployed */
export const readSources = (deployment: Pick<Deployment, 'config' | 'ledger' | 'output'>): Promise<SourceRow[]> => {
  const [ledger, linkBase] = [deployment.ledger(), deployment.output('AcknowledgeUrl')]
  return Promise.all(
    Object.entries(deployment.config.alerts.sources).map(async ([source, { kind, perMinute, secret }]) => {
      const record = await ledger.get<SourceRecord>(keys.source(source))
      const { rate = 0, size = 0 } = record?.refused ?? {}
      const refused = rate + size
      return {
        source,
        state: record ? (refused > 0 ? 'refused' : 'ok') : 'new',
        ...(kind === undefined ? {} : { kind }),
        perMinute,
        isSigned: secret !== undefined,
        ...(record?.lastAt === undefined ? {} : { lastAt: record.lastAt }),
        refused,
        ...(record ? { url: linkUrl(linkBase, reportPath(record.token)) } : {}),
      } satisfies SourceRow
    }),
  )
}
