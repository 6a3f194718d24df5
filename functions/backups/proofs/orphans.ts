import type { BackupProcessRecord } from '../../../shared/ledger/records.ts'
import { deploymentTag, type Tags } from '../databases/tags.ts'
import { isOurs, memberName, processOfName, targetTag } from './names.ts'

/** Something in AWS that may be a copy that nobody looks after any more. */
export interface Candidate {
  readonly form: 'instance' | 'cluster' | 'volume' | 'machine'
  readonly name: string
  readonly status: string
  readonly tags: Tags
  /** Of a cluster, how many instances are in it. */
  readonly members?: number
}

/** A copy that nobody looks after any more. */
export interface Orphan {
  readonly form: Candidate['form']
  /** Of its process. */
  readonly id: string
  /** It is the instance of a copied cluster. */
  readonly isMember: boolean
}

/**
 * The copies that are left over: of this deployment, with a name that comes from a process whose tag they bear, and that process is ended
 * or was never written down. A cluster that still has its instance waits until that is gone.
 * @param find the process of an id
 */
export const orphansOf = (
  candidates: readonly Candidate[],
  deployment: string,
  find: (id: string) => Pick<BackupProcessRecord, 'ended'> | undefined,
): Orphan[] =>
  candidates.flatMap(({ form, name, tags, status, members = 0 }) => {
    const id = processOfName(name)
    if (id === undefined || !isOurs(tags, deployment, id) || status === 'deleting' || members > 0) return []
    const process = find(id)
    return process === undefined || process.ended !== undefined ? [{ form, id, isMember: name === memberName(id) }] : []
  })

/** What copies of this deployment are of: the processes of these targets have to be known to the sweep. */
export const targetsOf = (candidates: readonly Candidate[], deployment: string): string[] => [
  ...new Set(
    candidates.flatMap(({ name, tags }) =>
      tags[deploymentTag] === deployment && processOfName(name) !== undefined ? (tags[targetTag] ?? []) : [],
    ),
  ),
]
