import type { Config } from '../config/schema.ts'

/**
 * Every metric that a capability's functions write themselves, by its name in `metrics.add`; each is a series with the dimension `Capability`. Some are
 * written only when something goes wrong: CloudWatch asks for them then. A test compares this with the sources.
 */
export const writtenMetrics = {
  alerts: [
    'ChannelsRefused',
    'IncidentsOpened',
    'LinksFailed',
    'LinksRefused',
    'MessagesNotWorded',
    'NotificationsAccepted',
    'NotificationsFailed',
    'OutsideNotCalled',
    'ReportsRefused',
    'RunTimeNotRead',
    'TimersNotQueued',
    'TransitionsSeen',
  ],
  thumbnails: [
    'RequestsMade',
    'RequestsRefused',
    'ThumbnailMilliseconds',
    'ThumbnailsMade',
    'ThumbnailsRefused',
    'ThumbnailsRemoved',
    'ThumbnailsSkipped',
  ],
  jobs: [
    'RunsFailed',
    'RunsForbidden',
    'RunsMissed',
    'RunsQueued',
    'RunsRetried',
    'RunsSkipped',
    'RunsSucceeded',
    'RunsSuppressed',
  ],
  lifecycle: ['BucketsReconciled', 'LifecycleChanges', 'LifecycleDrifts', 'LifecycleFailures'],
  hours: ['HoursSaved', 'HoursTroubles'],
  firewall: [
    'FirewallBlocks',
    'FirewallBroken',
    'FirewallCut',
    'FirewallFuture',
    'FirewallHoursDropped',
    'FirewallInForce',
    'FirewallLate',
    'FirewallLines',
    'FirewallMalformed',
    'FirewallMinutesKept',
    'FirewallObjects',
    'FirewallOldestPiece',
    'FirewallPiecesUnreadable',
    'FirewallRefusedByWaf',
    'FirewallReleases',
    'FirewallSetChanges',
    'FirewallTooOld',
    'FirewallUnattributed',
    'FirewallWaiting',
    'FirewallWouldBlock',
  ],
  audits: ['AuditFailures', 'AuditFindings', 'AuditUrgent', 'AuditWaste'],
  backups: ['BackupAgeHours', 'BackupFailures', 'BackupProcesses', 'LastProvenRestoreHours', 'LeftOverCopies'],
  console: ['ConsoleFailed', 'ConsoleRefused'],
} as const

type Capability = keyof typeof writtenMetrics

/** The name of a metric that a capability's functions write: where a name is computed, its type says that the budget knows it. */
export type WrittenMetric<Name extends Capability> = (typeof writtenMetrics)[Name][number]

/** Of every function behind a queue: `MessagesFailed`. */
const ofEvery = 1

/** How many series more a capability may write than it has metrics, because one of them is split by names of the config. */
const split = (capability: Capability, { backups }: Pick<Config, 'backups'>): number =>
  capability === 'backups' ? Math.max(0, Object.keys(backups?.proofs ?? {}).length - 1) : 0

/** How many series the functions of each capability that the config has may write: metrics × values of their dimensions. */
export const seriesWritten = (
  config: Pick<Config, 'backups'> & { readonly [Name in Exclude<Capability, 'alerts' | 'backups'>]?: unknown },
): Readonly<Record<string, number>> => {
  const capabilities = (Object.keys(writtenMetrics) as Capability[]).filter(
    (capability) => capability === 'alerts' || config[capability] !== undefined,
  )
  return Object.fromEntries(
    capabilities.map((capability) => [
      capability,
      writtenMetrics[capability].length + ofEvery + split(capability, config),
    ]),
  )
}
