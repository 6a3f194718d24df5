import type { HoursTargetRecord } from '../../../shared/ledger/records.ts'
import { terminal } from '../../../shared/terminal.ts'

/** Of a target that the config no longer means while it is off on purpose. */
export const leftOffCode = 'left-off'

/** It was reported as left off, and that is not yet over. */
export const isLeftOff = ({ retired, trouble }: Pick<HoursTargetRecord, 'retired' | 'trouble'>): boolean =>
  retired !== undefined && trouble?.code === leftOffCode

type Kept = HoursTargetRecord['kept']

/** What starts a target of each kind by hand, with AWS's own terminal. */
const startCommands: Readonly<Record<string, (id: string, kept: Kept) => string>> = {
  'ec2-instance': (id) => `aws ec2 start-instances --instance-ids ${id}`,
  'rds-instance': (id) => `aws rds start-db-instance --db-instance-identifier ${id}`,
  'rds-cluster': (id) => `aws rds start-db-cluster --db-cluster-identifier ${id}`,
  'auto-scaling-group': (id, kept) =>
    `aws autoscaling update-auto-scaling-group --auto-scaling-group-name ${id} --min-size ${kept?.size?.min ?? 0} --desired-capacity ${kept?.size?.desired ?? 1}`,
  'ecs-service': (id, kept) => {
    const [cluster, service] = id.split('/')
    return `aws ecs update-service --cluster ${cluster} --service ${service} --desired-count ${kept?.size?.desired ?? 1}`
  },
}

const sizeText = ({ size }: NonNullable<Kept>): string => {
  if (size === undefined) return ''
  const parts = [
    size.min === undefined ? [] : [`min ${size.min}`],
    size.desired === undefined ? [] : [`desired ${size.desired}`],
  ]
  return `Before its stop it had ${parts.flat().join(', ')}. `
}

const scalingText = (kept: Kept, scaling: readonly string[]): string => {
  const ours = kept?.held ? scaling.filter((name) => !kept.suspended?.includes(name)) : []
  return ours.length === 0 ? '' : `Of its scaling hours has suspended ${ours.join(', ')}. `
}

/**
 * What is to be known of such a target, and what to do. Hours leaves it as it is: whoever took it out may want it off, and the function
 * may no longer be allowed to switch it, so that it is started with the credentials of whoever wants it.
 * @param scaling names of what its kind suspends
 */
export const leftOffWords = (
  { target, kept }: Pick<HoursTargetRecord, 'target' | 'kept'>,
  scaling: readonly string[],
): string => {
  const slash = target.indexOf('/')
  const command = startCommands[target.slice(0, slash)]?.(target.slice(slash + 1), kept)
  return [
    'Hours switched it off, and hours.targets no longer means it (its entry, its tag or its "confirmed" is gone), so nothing will start it. ',
    kept ? sizeText(kept) : '',
    scalingText(kept, scaling),
    `If it is to run: ${terminal} hours start ${target} (it asks AWS with your own credentials, and gives back what it had)`,
    command === undefined ? '. ' : `; or: ${command}. `,
    'If its calendar is to switch it again, put it back into hours.targets and deploy.',
  ].join('')
}
