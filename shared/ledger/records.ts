export type * from './records/alerts.ts'
export type * from './records/audits.ts'
export type * from './records/backup-drills.ts'
export type * from './records/backups.ts'
export type * from './records/basis.ts'
export type * from './records/console.ts'
export type * from './records/firewall.ts'
export type * from './records/hours.ts'
export type * from './records/jobs.ts'
export type * from './records/lifecycle.ts'
export type * from './records/thumbnails.ts'

/** Keys below which the targets of `hours` stand: a single one takes 1,000 writes a second. */
export const hoursShards = 8

const hoursShard = (target: string): number => {
  let hash = 0
  for (let index = 0; index < target.length; index += 1) hash = (hash * 31 + target.charCodeAt(index)) >>> 0
  return hash % hoursShards
}

/** Item keys, in one place so that no two kinds can meet. docs/architecture.md has the table. */
export const keys = {
  run: (job: string, scheduledAt: string) => ({ pk: `run#${job}`, sk: scheduledAt }),
  job: (job: string) => ({ pk: `job#${job}`, sk: 'job' }),
  jobLease: (job: string) => ({ pk: `job#${job}`, sk: 'lease' }),
  jobBackfill: (job: string) => ({ pk: `job#${job}`, sk: 'backfill' }),
  /** @param day `2026-11-30`, in the zone of the digest */
  jobDigest: (day: string) => ({ pk: 'job-digest', sk: day }),
  jobPool: (pool: string) => ({ pk: `job-pool#${pool}`, sk: 'pool' }),
  incident: (id: string) => ({ pk: `incident#${id}`, sk: 'incident' }),
  notification: (incident: string, purpose: string, step: number, to: string, channel: string) => ({
    pk: `incident#${incident}`,
    sk: `notification#${purpose}#${String(step).padStart(4, '0')}#${to}#${channel}`,
  }),
  incidentTimer: (incident: string) => ({ pk: `incident#${incident}`, sk: 'timer' }),
  note: (incident: string, id: string) => ({ pk: `incident#${incident}`, sk: `note#${id}` }),
  link: (token: string) => ({ pk: `link#${token}`, sk: 'link' }),
  mailbox: (to: string, channel: string) => ({ pk: `mailbox#${to}`, sk: channel }),
  mailboxTimer: (to: string, channel: string) => ({ pk: `mailbox#${to}`, sk: `timer#${channel}` }),
  heartbeat: (name: string) => ({ pk: `heartbeat#${name}`, sk: 'heartbeat' }),
  heartbeatToken: (token: string) => ({ pk: `beat#${token}`, sk: 'beat' }),
  source: (name: string) => ({ pk: `source#${name}`, sk: 'source' }),
  sourceToken: (token: string) => ({ pk: `source-token#${token}`, sk: 'source-token' }),
  /** What the watchers outside last heard. */
  outside: () => ({ pk: 'outside', sk: 'outside' }),
  report: (id: string) => ({ pk: `report#${id}`, sk: 'report' }),
  shift: (rotation: string, from: string) => ({ pk: `shift#${rotation}`, sk: from }),
  /** What people have made at run time of who is on call: one item. */
  onCall: () => ({ pk: 'on-call', sk: 'now' }),
  /** All feeds stand below one key, so that one query finds those of a name. @param hash of the token, SHA-256 in hexadecimal digits */
  calendar: (hash: string) => ({ pk: 'calendar', sk: hash }),
  alarm: (alarm: string) => ({ pk: `alarm#${alarm}`, sk: 'alarm' }),
  transition: (alarm: string, at: string, state: string) => ({ pk: `alarm#${alarm}`, sk: `transition#${at}#${state}` }),
  /** @param subject a name of `shared/hours/planned-off.ts` */
  plannedOff: (subject: string) => ({ pk: `planned-off#${subject}`, sk: 'planned-off' }),
  reject: (bucket: string, key: string, etag: string) => ({ pk: `reject#${bucket}/${key}`, sk: etag }),
  /** @param id made of bucket, key and version */
  thumbnail: (id: string) => ({ pk: `thumbnail#${id}`, sk: 'thumbnail' }),
  flood: () => ({ pk: 'flood#thumbnails', sk: 'flood' }),
  /** Whose call makes a picture that was asked for. @param slot its key in the bucket of thumbnails */
  making: (slot: string) => ({ pk: `making#${slot}`, sk: 'making' }),
  backfill: (bucket: string, prefix: string) => ({ pk: `backfill#${bucket}`, sk: `prefix#${prefix}` }),
  /** All buckets stand below one key, so that one query reads them all. */
  bucket: (bucket: string) => ({ pk: 'lifecycle', sk: `bucket#${bucket}` }),
  /** All stand below one key, so that one query reads them all. */
  retained: (subject: string) => ({ pk: 'lifecycle-retained', sk: subject }),
  retentionFailure: (subject: string) => ({ pk: 'lifecycle-retention-failure', sk: subject }),
  lifecyclePlace: () => ({ pk: 'lifecycle-place', sk: 'place' }),
  /** Targets stand below sixteen keys, so that all are read at once and ten thousand can be written in seconds. */
  hoursTarget: (target: string) => ({ pk: `hours#${hoursShard(target)}`, sk: `target#${target}` }),
  hoursTargets: (shard: number) => ({ pk: `hours#${shard}` }),
  hoursLook: () => ({ pk: 'hours', sk: 'look' }),
  hoursSavings: (month: string, target: string) => ({ pk: `hours-savings#${month}`, sk: target }),
  /** @param object hash of bucket, key and version */
  firewallPiece: (object: string, piece: number) => ({
    pk: `firewall-piece#${object.slice(0, 1)}`,
    sk: `${object}#${String(piece).padStart(6, '0')}`,
  }),
  firewallArrival: (object: string, piece: number) => ({
    pk: `firewall-arrival#${object.slice(0, 1)}`,
    sk: `${object}#${String(piece).padStart(6, '0')}`,
  }),
  /** Of pieces that were written together: `name` is a hash of which. */
  firewallArrivalOf: (name: string) => ({ pk: `firewall-arrival#${name.slice(0, 1)}`, sk: name }),
  firewallJudged: (generation: number) => ({ pk: 'firewall-judged', sk: String(generation).padStart(12, '0') }),
  /** All that is known of one client stands below one key: who it is, and each of its blocks. */
  firewallOffender: (client: string) => ({ pk: `firewall-client#${client}`, sk: 'offender' }),
  firewallBlock: (client: string, id: string) => ({ pk: `firewall-client#${client}`, sk: `block#${id}` }),
  firewallAllow: (client: string) => ({ pk: `firewall-client#${client}`, sk: 'allow' }),
  firewallSet: (set: string) => ({ pk: 'firewall', sk: `set#${set}` }),
  firewallState: () => ({ pk: 'firewall', sk: 'state' }),
  firewallBroken: (object: string) => ({ pk: `firewall-broken#${object}`, sk: 'broken' }),
  /** All findings of one audit stand below one key, and where it stands itself beside them. */
  auditFinding: (audit: string, id: string) => ({ pk: `audit#${audit}`, sk: `finding#${id}` }),
  auditLook: (audit: string) => ({ pk: `audit#${audit}`, sk: 'look' }),
  /** What the last weekly report said. */
  auditReport: () => ({ pk: 'audit', sk: 'report' }),
  /** All processes of a target stand below one key, by their kind and beginning. @param since ISO 8601 */
  backupProcess: (target: string, process: string, since: string, id: string) => ({
    pk: `backup#${target}`,
    sk: `${process}#${since}#${id}`,
  }),
  /** Where a proof of the config stands. */
  backupProof: (proof: string) => ({ pk: `backup-proof#${proof}`, sk: 'standing' }),
  /** Where the schedule of a drill stands. */
  backupDrill: (drill: string) => ({ pk: `backup-drill#${drill}`, sk: 'standing' }),
  /** All stand below one key, so that one query reads them all. */
  backupTarget: (plan: string, target: string) => ({ pk: 'backup-targets', sk: `${plan}#${target}` }),
  backupPlan: (plan: string) => ({ pk: 'backup-plans', sk: plan }),
  /** @param hash SHA-256 of what the browser holds */
  session: (hash: string) => ({ pk: `session#${hash}`, sk: 'session' }),
  /** @param hash SHA-256 of what the link holds */
  login: (hash: string) => ({ pk: `login#${hash}`, sk: 'login' }),
  /** A sign-in at the OpenID provider that was begun. @param hash SHA-256 of its `state` */
  openIdLogin: (hash: string) => ({ pk: `login#${hash}`, sk: 'open-id' }),
  /** One press of a button of the console: what a form carries, so that it counts once. @param session the hash of its session */
  press: (session: string, once: string) => ({ pk: `console#${session}`, sk: once }),
  /** @param day `2026-11-30`, or a year for the key of all its days */
  daySums: (day: string) => ({ pk: `day-sums#${day.slice(0, 4)}`, sk: day }),
  /** Which config is deployed. */
  deployed: () => ({ pk: 'deployed', sk: 'config' }),
  change: (capability: string, target: string, at: string) => ({ pk: `change#${capability}#${target}`, sk: at }),
} as const
