import type { Verdict } from '../diagnosis/diagnosis.ts'
import type { JobSlice } from '../rules/job.ts'
import type { TaskChange } from '../rules/task-change.ts'
import { type Facts, fileRegions, type Look, missingRights, rightsText, type TaskPlace } from './facts.ts'
import { mountsOf } from './mounts.ts'
import { objectText, type Part, type PartTarget, targetsOf } from './needs.ts'
import type { Surroundings } from './surroundings.ts'
import { subnetOf, wayTo } from './task-network.ts'

/** Finds the exact reason where a verdict leaves several open. Never fails. */
export type Refine = (verdict: Verdict, task: TaskChange, job: JobSlice) => Promise<Verdict>

/** Which of the things that a cause leaves open it is. */
interface Reason {
  readonly why: string
  readonly fix: string
  /** A cause that says more. */
  readonly cause?: Verdict['cause']
  readonly certainty?: Verdict['certainty']
  /** Another attempt may be put in another subnet; a role or a file stays as it is until somebody mends it. */
  readonly retry?: Verdict['retry']
}

interface Open {
  readonly parts: readonly Part[]
  /** In the order in which they are likely. */
  readonly looks: readonly Look[]
}

// What ECS calls the fetching of secrets is also the sign-in to ECR.
const openCauses: Readonly<Partial<Record<Verdict['cause'], Open>>> = {
  'image-pull-network': { parts: ['sign-in', 'image'], looks: ['network'] },
  'image-pull-denied': { parts: ['sign-in', 'image'], looks: ['rights', 'network'] },
  'secrets-network': { parts: ['secrets', 'sign-in'], looks: ['network'] },
  'secrets-denied': { parts: ['secrets', 'sign-in'], looks: ['rights', 'network'] },
  'env-file-network': { parts: ['env-file'], looks: ['network', 'files'] },
  'env-file-denied': { parts: ['env-file'], looks: ['rights', 'files', 'network'] },
  'env-file-not-found': { parts: ['env-file'], looks: ['files'] },
  'efs-mount': { parts: [], looks: ['network'] },
  'log-driver': { parts: ['logs'], looks: ['rights', 'network'] },
}

/** What has to be looked at to say more than the cause does; mostly nothing. */
export const looksFor = (cause: Verdict['cause']): readonly Look[] => openCauses[cause]?.looks ?? []

const settled = { certainty: 'certain', retry: 'no' } as const

/** What belongs to these parts, in their order: the first is the likeliest. */
const targetsIn = (facts: Facts, parts: readonly Part[]): PartTarget[] => {
  const all = facts.needs ? targetsOf(facts.needs, facts.region, fileRegions(facts)) : []
  return parts.flatMap((each) => all.filter(({ part }) => part === each))
}

const networkReason = (facts: Facts, parts: readonly Part[]): Reason | undefined => {
  for (const target of targetsIn(facts, parts)) {
    const ways = facts.networks.map((network) => ({ from: subnetOf(network), way: wayTo(network, target) }))
    const cut = ways.flatMap(({ from, way }) => (way.reachable === false ? { from, ...way } : []))
    const [first] = cut
    if (first)
      return {
        why: `From ${first.from} there is no way to ${target.what}. ${first.why}`,
        fix: first.fix,
        // Where the task's own subnet is not known, it may have been another one of the job's.
        ...(cut.length === ways.length ? { certainty: 'certain' } : {}),
      }
  }
  return undefined
}

/** Why a file system cannot be mounted: of the task's own subnet, or of one that it may have been in. */
const mountReason = (facts: Facts): Reason | undefined => {
  const mounts = mountsOf(facts)
  const cut = mounts.flatMap(({ way, ...each }) => (way.reachable === false ? { ...each, ...way } : []))
  const [first] = cut
  return (
    first && {
      why: `From ${first.subnet} the file system ${first.fileSystem} cannot be mounted. ${first.why}`,
      fix: first.fix,
      ...(cut.length === mounts.length ? { certainty: 'certain' as const } : {}),
    }
  )
}

const rightsReason = ({ rights = [], needs }: Facts, parts: readonly Part[]): Reason | undefined => {
  const [missing] = missingRights(parts.flatMap((each) => rights.filter(({ part }) => part === each)))
  return missing && { ...rightsText(missing, needs?.executionRole ?? 'of execution'), ...settled }
}

const fileReason = ({ files }: Facts): Reason | undefined => {
  for (const { arn, state } of files) {
    if (state === 'no-bucket')
      return {
        why: `There is no bucket of ${objectText(arn)}.`,
        fix: 'Make it, or name another file.',
        cause: 'env-file-not-found',
        ...settled,
      }
    // S3 says "denied" of a missing object to those who may not list the bucket.
    if (state === 'no-object')
      return {
        why: `${objectText(arn)} is not there.`,
        fix: 'Put the file there, or name another one.',
        cause: 'env-file-not-found',
        ...settled,
      }
  }
  return undefined
}

/** What was found to be in order, for a cause that is then of another kind or has passed. */
const allIsWell = (facts: Facts, { parts, looks }: Open): string | undefined => {
  if (facts.unseen.length > 0) return `What is around the task ${facts.unseen.slice(0, 3).join('; ')}.`
  if (!facts.needs) return undefined
  if (looks.includes('rights') && facts.rights)
    return 'The policies of the execution role allow what it takes: look at the policy of what is fetched, and at its KMS key.'
  if (!looks.includes('network')) return undefined
  const targets = targetsIn(facts, parts)
  const ways = facts.networks.flatMap((network) => targets.map((target) => wayTo(network, target)))
  const open = ways.find(({ reachable }) => reachable === 'unknown')
  if (open?.reachable === 'unknown') return open.why
  const mounts = mountsOf(facts)
  if (mounts.length > 0 && mounts.every(({ way }) => way.reachable === true) && targets.length === 0)
    return 'Its mount target is there, and port 2049 is open: look at the access point, at its directory, and at what the policy of the file system allows.'
  const by = [...new Set(ways.flatMap((way) => (way.reachable === true ? way.by : [])))]
  return by.length > 0 ? `Now there is a way, by ${by.join(' and ')}: it may have passed.` : undefined
}

const sharpen = (verdict: Verdict, { why, fix, ...more }: Reason): Verdict => {
  const { explanation, advice } = verdict
  const exact = `${why} ${fix}`
  return {
    ...verdict,
    explanation: explanation.includes(advice) ? explanation.replace(advice, () => exact) : `${exact} ${explanation}`,
    advice: fix,
    ...more,
  }
}

/**
 * A verdict with the exact reason, where its cause leaves several open and what was seen around the task tells which: no
 * route, no endpoint, a closed group, an action that the role lacks, a bucket elsewhere, a missing file.
 */
export const refineVerdict = (verdict: Verdict, facts: Facts): Verdict => {
  const open = openCauses[verdict.cause]
  if (!open) return verdict
  const find: Readonly<Record<Look, () => Reason | undefined>> = {
    network: () => networkReason(facts, open.parts) ?? (verdict.cause === 'efs-mount' ? mountReason(facts) : undefined),
    rights: () => rightsReason(facts, open.parts),
    files: () => fileReason(facts),
  }
  for (const look of open.looks) {
    const reason = find[look]()
    if (reason) return sharpen(verdict, reason)
  }
  const well = allIsWell(facts, open)
  return well === undefined ? verdict : { ...verdict, explanation: `${verdict.explanation} ${well}` }
}

/** Refines verdicts on tasks by looking at what is around them; causes that leave nothing open cost nothing. */
export const refineWith =
  (surroundings: Surroundings, place: Pick<TaskPlace, 'cluster' | 'network'>): Refine =>
  async (verdict, { taskArn }, { family, network = place.network }) => {
    const looks = looksFor(verdict.cause)
    if (looks.length === 0) return verdict
    const facts = await surroundings.lookAt({ cluster: place.cluster, taskArn, family, network }, looks)
    return refineVerdict(verdict, facts)
  }
