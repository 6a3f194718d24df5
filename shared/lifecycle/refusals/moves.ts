import type { LifecycleRule, Transition } from '@aws-sdk/client-s3'
import { canMove } from '../classes.ts'
import { isMidnight } from '../when.ts'
import { classes, type Fault, isWhole, when } from './fault.ts'

interface Due {
  readonly Days?: number | undefined
  readonly Date?: Date | undefined
}

/** Faults of days and a date. */
export const dueFaults = (what: string, { Days, Date: date }: Due, least: number): Fault[] => [
  ...when(`${what} has Days or a Date, not both.`, Days !== undefined && date !== undefined, 'MalformedXML'),
  ...when(
    `Days of ${what} is a whole number from ${least} on.`,
    Days !== undefined && !isWhole(Days, least),
    'InvalidArgument',
  ),
  ...when(
    `The Date of ${what} must be at midnight in UTC.`,
    date !== undefined && !isMidnight(new Date(date)),
    'InvalidArgument',
  ),
]

/** Faults of what a rule does to current versions. */
export const transitionFaults = ({ Transitions = [], Expiration: expiry }: LifecycleRule): Fault[] => {
  const dues: readonly Due[] = [
    ...Transitions,
    ...(expiry && expiry.ExpiredObjectDeleteMarker === undefined ? [expiry] : []),
  ]
  const last = Math.max(-1, ...Transitions.map(({ Days }) => Days ?? -1))
  const lastDate = Math.max(0, ...Transitions.map(({ Date: date }) => (date ? Number(new Date(date)) : 0)))
  return [
    ...Transitions.flatMap((each) => [
      ...when('A Transition needs Days or a Date.', each.Days === undefined && each.Date === undefined, 'MalformedXML'),
      ...when(
        'A Transition needs a StorageClass that lifecycle moves to.',
        !classes.includes(each.StorageClass ?? ''),
        'MalformedXML',
      ),
      ...dueFaults('a Transition', each, 0),
    ]),
    ...when(
      'Transitions and Expiration of a rule go all by Days or all by Date.',
      dues.some(({ Days }) => Days !== undefined) && dues.some(({ Date: date }) => date !== undefined),
      'InvalidRequest',
    ),
    ...when(
      `Days of Expiration must be greater than those of every Transition, the last of which is at ${last}.`,
      expiry?.Days !== undefined && expiry.Days <= last,
      'InvalidArgument',
    ),
    ...when(
      'The Date of Expiration must be later than that of every Transition.',
      expiry?.Date !== undefined && Number(new Date(expiry.Date)) <= lastDate,
      'InvalidArgument',
    ),
    ...wayFaults(
      Transitions.map(({ Days, Date: date, StorageClass }) => ({
        at: Days ?? (date ? Number(new Date(date)) / 86_400_000 : 0),
        dated: date !== undefined,
        to: StorageClass,
      })),
    ),
  ]
}

/** Faults of what a rule does to noncurrent versions. */
export const oldFaults = ({
  NoncurrentVersionTransitions: moves = [],
  NoncurrentVersionExpiration: expiry,
}: LifecycleRule): Fault[] => {
  const last = Math.max(-1, ...moves.map(({ NoncurrentDays }) => NoncurrentDays ?? -1))
  const kept = [...moves, ...(expiry ? [expiry] : [])]
  return [
    ...moves.flatMap(({ NoncurrentDays, StorageClass }) => [
      ...when('A NoncurrentVersionTransition needs NoncurrentDays.', NoncurrentDays === undefined, 'MalformedXML'),
      ...when(
        'NoncurrentDays of a NoncurrentVersionTransition is a whole number from 0 on.',
        NoncurrentDays !== undefined && !isWhole(NoncurrentDays, 0),
        'InvalidArgument',
      ),
      ...when(
        'A NoncurrentVersionTransition needs a StorageClass that lifecycle moves to.',
        !classes.includes(StorageClass ?? ''),
        'MalformedXML',
      ),
    ]),
    ...when(
      'NoncurrentVersionExpiration needs NoncurrentDays, also beside NewerNoncurrentVersions.',
      expiry && expiry.NoncurrentDays === undefined,
      'MalformedXML',
    ),
    ...when(
      'NoncurrentDays of NoncurrentVersionExpiration is a whole number from 1 on.',
      expiry?.NoncurrentDays !== undefined && !isWhole(expiry.NoncurrentDays, 1),
      'InvalidArgument',
    ),
    ...when(
      'NewerNoncurrentVersions is a whole number from 1 to 100.',
      kept.some(({ NewerNoncurrentVersions: keep }) => keep !== undefined && !(isWhole(keep, 1) && keep <= 100)),
      'InvalidArgument',
    ),
    ...when(
      `NoncurrentDays of NoncurrentVersionExpiration must be greater than those of every transition, the last of which is at ${last}.`,
      expiry?.NoncurrentDays !== undefined && expiry.NoncurrentDays <= last,
      'InvalidArgument',
    ),
    ...wayFaults(
      moves.map(({ NoncurrentDays = 0, StorageClass }) => ({ at: NoncurrentDays, dated: false, to: StorageClass })),
    ),
  ]
}

interface Move {
  readonly at: number
  readonly dated: boolean
  readonly to: Transition['StorageClass']
}

/** Moves up, to one class twice, too early, or too soon after another. */
const wayFaults = (moves: readonly Move[]): Fault[] => {
  const known = moves.filter(({ to }) => classes.includes(to ?? ''))
  const inOrder = known.toSorted((one, other) => one.at - other.at)
  return [
    ...known.flatMap(({ at, dated, to }) =>
      when(
        `Days of a move to ${to} must be at least 30: S3 moves nothing there sooner.`,
        !dated && (to === 'STANDARD_IA' || to === 'ONEZONE_IA') && at < 30,
        'InvalidArgument',
      ),
    ),
    ...when(
      'A rule moves to each StorageClass once.',
      new Set(known.map(({ to }) => to)).size < known.length,
      'InvalidRequest',
    ),
    ...inOrder.flatMap(({ at, to }, index): Fault[] => {
      const before = inOrder[index - 1]
      if (!before || before.to === to) return []
      if (!canMove(before.to ?? '', to)) return [['InvalidArgument', `Nothing moves from ${before.to} to ${to}.`]]
      const stay = before.to === 'STANDARD_IA' || before.to === 'ONEZONE_IA' ? 30 : 0
      return when(
        `A move from ${before.to} to ${to} must be at least ${stay || 1} days later.`,
        at < before.at + (stay || 1),
        'InvalidArgument',
      )
    }),
  ]
}
