import type { ResourceKind } from '../../../shared/backups/targets.ts'
import type { Statement } from '../../../shared/statement.ts'
import { deploymentTag } from '../databases/tags.ts'
import type { ArnOf } from '../kinds/kind.ts'
import type { BackupsSlice } from '../rules/slice.ts'
import { wantedKinds } from '../vaults/index.ts'

/** What every name of ours begins with. */
export const namePrefix = 'nightshift-'

export const requested = ({ deployment }: BackupsSlice) => ({
  StringEquals: { [`aws:RequestTag/${deploymentTag}`]: deployment },
})
export const borne = ({ deployment }: BackupsSlice) => ({
  StringEquals: { [`aws:ResourceTag/${deploymentTag}`]: deployment },
})

/** Snapshots and AMIs have no account in their ARN. */
export const ownerless = (arn: ArnOf, resource: 'snapshot' | 'image', region?: string): string =>
  arn('ec2', `${resource}/*`, region).replace(/:[^:]*:(snapshot|image)\//, '::$1/')

/** The resources of a kind that the plans name, or all of the kind where one goes by tags. */
const named = ({ plans }: BackupsSlice, kind: ResourceKind, arnOfOne: (id: string) => string): string[] => {
  const selectors = Object.values(plans).flatMap(({ resources }) => resources[kind] ?? [])
  if (selectors.some(({ tags }) => tags !== undefined)) return [arnOfOne('*')]
  return [...new Set(selectors.flatMap(({ names = [] }) => names))].map(arnOfOne)
}

const anyOf = 'What bears the tags of a plan is known only when it is listed.'
const ids = 'AWS makes the ids. Only what is made with the tag of this deployment.'
const ours = 'Only what bears the tag of this deployment.'

interface Rds {
  readonly kind: 'rds-instances' | 'rds-clusters'
  readonly type: 'db' | 'cluster'
  readonly snapshot: 'snapshot' | 'cluster-snapshot'
  readonly noun: string
}

export const rdsForms: readonly Rds[] = [
  { kind: 'rds-instances', type: 'db', snapshot: 'snapshot', noun: 'DBSnapshot' },
  { kind: 'rds-clusters', type: 'cluster', snapshot: 'cluster-snapshot', noun: 'DBClusterSnapshot' },
]

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html */
const ofDatabases = (slice: BackupsSlice, arn: ArnOf): Statement[] => {
  const kinds = wantedKinds(slice)
  return rdsForms.flatMap(({ kind, type, snapshot, noun }): Statement[] => {
    if (!kinds.includes(kind)) return []
    const snapshots = arn('rds', `${snapshot}:${namePrefix}*`)
    return [
      {
        actions: [
          kind === 'rds-instances' ? 'rds:DescribeDBInstances' : 'rds:DescribeDBClusters',
          `rds:Describe${noun}s`,
        ],
        resources: ['*'],
        wildcard: 'Databases are found by their tags, and snapshots are listed.',
      },
      {
        actions: [`rds:Create${noun}`],
        resources: [...named(slice, kind, (id) => arn('rds', `${type}:${id}`)), snapshots],
        conditions: requested(slice),
        wildcard: `${anyOf} Names of ours have the id of a process in them.`,
      },
      {
        actions: ['rds:AddTagsToResource'],
        resources: [snapshots],
        conditions: requested(slice),
        wildcard: 'Names of ours have the id of a process in them.',
      },
      { actions: [`rds:Delete${noun}`], resources: [snapshots], conditions: borne(slice), wildcard: ours },
    ]
  })
}

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html */
const ofVolumes = (slice: BackupsSlice, arn: ArnOf): Statement[] => {
  const [volumes, instances] = [
    wantedKinds(slice).includes('ebs-volumes'),
    wantedKinds(slice).includes('ec2-instances'),
  ]
  if (!volumes && !instances) return []
  const snapshots = ownerless(arn, 'snapshot')
  const images = ownerless(arn, 'image')
  return [
    {
      actions: [
        'ec2:DescribeImages',
        ...(volumes ? ['ec2:DescribeSnapshots', 'ec2:DescribeVolumes'] : []),
        ...(instances ? ['ec2:DescribeInstances'] : []),
      ],
      resources: ['*'],
      wildcard: 'EC2 has no resources for its Describe calls.',
    },
    ...(volumes
      ? [
          {
            actions: ['ec2:CreateSnapshot'],
            resources: named(slice, 'ebs-volumes', (id) => arn('ec2', `volume/${id}`)),
            wildcard: anyOf,
          },
          { actions: ['ec2:CreateSnapshot'], resources: [snapshots], conditions: requested(slice), wildcard: ids },
        ]
      : []),
    ...(instances
      ? [
          {
            actions: ['ec2:CreateImage'],
            resources: named(slice, 'ec2-instances', (id) => arn('ec2', `instance/${id}`)),
            wildcard: anyOf,
          },
          { actions: ['ec2:CreateImage'], resources: [images, snapshots], conditions: requested(slice), wildcard: ids },
          { actions: ['ec2:DeregisterImage'], resources: [images], conditions: borne(slice), wildcard: ours },
        ]
      : []),
    { actions: ['ec2:DeleteSnapshot'], resources: [snapshots], conditions: borne(slice), wildcard: ours },
    {
      actions: ['ec2:CreateTags'],
      resources: [snapshots, ...(instances ? [images] : [])],
      conditions: { StringEquals: { 'ec2:CreateAction': ['CreateSnapshot', 'CreateImage'] } },
      wildcard: 'Only while they are made.',
    },
  ]
}

/** What the snapshots of the plans ask for, and no more. */
export const snapshotStatements = (slice: BackupsSlice, arn: ArnOf): Statement[] => [
  ...ofDatabases(slice, arn),
  ...ofVolumes(slice, arn),
]
