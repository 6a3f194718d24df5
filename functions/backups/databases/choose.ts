import type { ProofConfig } from '../../../shared/config/backups/proofs.ts'
import { durationText } from '../../../shared/time.ts'
import { deploymentTag, type Tags } from './tags.ts'

/** A snapshot as AWS shows it. */
export interface SeenSnapshot {
  readonly id: string
  readonly status: string
  /** When the data is from. A snapshot that is not finished may have none. */
  readonly at?: Date | undefined
  /** `automated`, `manual`, `awsbackup`, … */
  readonly type: string
  readonly tags: Tags
  readonly engine?: string | undefined
  readonly engineVersion?: string | undefined
  readonly encrypted?: boolean | undefined
  readonly storageType?: string | undefined
}

/** Whose a snapshot is. Those that people have taken by hand are nobody's: `newest` takes them too. */
export const originOf = ({ id, type, tags }: SeenSnapshot): 'nightshift' | 'automatic' | 'aws-backup' | 'by hand' => {
  if (type === 'awsbackup' || id.startsWith('awsbackup:') || tags['aws:backup:source-resource'] !== undefined)
    return 'aws-backup'
  if (type === 'automated' || id.startsWith('rds:')) return 'automatic'
  return tags[deploymentTag] === undefined ? 'by hand' : 'nightshift'
}

/** EC2's word for a finished snapshot is `completed`, RDS's `available`. */
const isGood = ({ status, at }: SeenSnapshot): boolean =>
  (status === 'available' || status === 'completed') && at !== undefined

const words: Readonly<Record<ProofConfig['from'], string>> = {
  newest: 'a snapshot',
  nightshift: 'a snapshot of Nightshift’s plans',
  automatic: 'an automatic snapshot of RDS',
  'aws-backup': 'a recovery point of AWS Backup',
}

const ageOf = ({ at }: SeenSnapshot): number => at?.getTime() ?? 0

/**
 * The newest good snapshot of the wanted origin. A copy whose tags say `nightshift` is one of ours, too.
 * @returns the snapshot, or why there is none and what to do
 */
export const chooseSnapshot = (
  snapshots: readonly SeenSnapshot[],
  from: ProofConfig['from'],
  target: string,
): SeenSnapshot | { readonly none: string } => {
  const wanted = snapshots.filter((each) => from === 'newest' || originOf(each) === from)
  const [newest] = wanted.filter(isGood).toSorted((one, other) => ageOf(other) - ageOf(one))
  if (newest) return newest
  const unfinished = wanted.map(({ id, status }) => `${id} is ${status}`)
  return {
    none:
      unfinished.length > 0
        ? `${target} has no finished snapshot to restore: ${unfinished.slice(0, 3).join(', ')}.`
        : `${target} does not have ${words[from]}. Check the name, and that its backups run.`,
  }
}

/** `rds:shop-2026-11-30-04-10 (automatic), 2 hours old`, for people. */
export const snapshotText = (snapshot: SeenSnapshot, now: Date): string =>
  `${snapshot.id} (${originOf(snapshot)}), ${durationText(Math.max(0, (now.getTime() - ageOf(snapshot)) / 1_000))} old`
