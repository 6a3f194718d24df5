import type { Statement } from '../../../shared/statement.ts'
import type { ArnOf } from '../kinds/kind.ts'
import type { BackupsSlice } from '../rules/slice.ts'
import { borne, namePrefix, ownerless, rdsForms, requested } from '../snapshots/permissions.ts'

const ours = 'Only what bears the tag of this deployment.'
const names = 'Names of ours have the id of a process in them.'

/** Regions of the copies of plans that have something of some kinds. */
const regionsOf = ({ plans }: BackupsSlice, kinds: readonly string[]): string[] => [
  ...new Set(
    Object.values(plans).flatMap(({ copyTo, resources }) =>
      kinds.some((kind) => Object.hasOwn(resources, kind)) ? copyTo.map(({ region }) => region) : [],
    ),
  ),
]

/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_CopySnapshot.html#USER_CopySnapshot.Permissions */
const ofDatabases = (slice: BackupsSlice, arn: ArnOf): Statement[] =>
  rdsForms.flatMap(({ kind, snapshot, noun }): Statement[] => {
    const copies = regionsOf(slice, [kind]).map((region) => arn('rds', `${snapshot}:${namePrefix}*`, region))
    if (copies.length === 0) return []
    return [
      // RDS asks for the source too, in its own region.
      {
        actions: [`rds:Copy${noun}`],
        resources: [arn('rds', `${snapshot}:${namePrefix}*`), ...copies],
        wildcard: names,
      },
      { actions: ['rds:AddTagsToResource'], resources: copies, conditions: requested(slice), wildcard: names },
      { actions: [`rds:Delete${noun}`], resources: copies, conditions: borne(slice), wildcard: ours },
    ]
  })

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html */
const ofVolumes = (slice: BackupsSlice, arn: ArnOf): Statement[] =>
  (['snapshot', 'image'] as const).flatMap((type): Statement[] => {
    const kinds = type === 'snapshot' ? ['ebs-volumes', 'ec2-instances'] : ['ec2-instances']
    const regions = regionsOf(slice, kinds)
    if (regions.length === 0) return []
    const copies = regions.map((region) => ownerless(arn, type, region))
    const action = type === 'snapshot' ? 'ec2:CopySnapshot' : 'ec2:CopyImage'
    return [
      { actions: [action], resources: [ownerless(arn, type)], conditions: borne(slice), wildcard: ours },
      {
        actions: [action],
        resources: copies,
        conditions: requested(slice),
        wildcard: 'AWS makes the ids. Only copies with the tag of this deployment.',
      },
      {
        actions: ['ec2:CreateTags'],
        resources: copies,
        conditions: { StringEquals: { 'ec2:CreateAction': ['CopySnapshot', 'CopyImage'] } },
        wildcard: 'Only while they are made.',
      },
      {
        actions: [type === 'snapshot' ? 'ec2:DeleteSnapshot' : 'ec2:DeregisterImage'],
        resources: copies,
        conditions: borne(slice),
        wildcard: ours,
      },
    ]
  })

/**
 * Copying what is encrypted uses the key of the source, whichever that is, and that of the copy, by the services alone.
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-copy-snapshot.html
 */
const ofKeys = (slice: BackupsSlice, arn: ArnOf): Statement[] => {
  const goals = Object.values(slice.plans).flatMap(({ copyTo }) => copyTo)
  const keys = [...new Set(goals.flatMap(({ key }) => key ?? []))]
  if (keys.length === 0) return []
  const via = { StringLike: { 'kms:ViaService': ['rds.*.amazonaws.com*', 'ec2.*.amazonaws.com*'] } }
  const both = ['kms:DescribeKey', 'kms:CreateGrant']
  return [
    {
      actions: [
        ...both,
        'kms:Encrypt',
        'kms:Decrypt',
        'kms:GenerateDataKeyWithoutPlaintext',
        'kms:ReEncryptTo',
        'kms:ReEncryptFrom',
      ],
      resources: keys,
      conditions: via,
    },
    {
      actions: [...both, 'kms:Decrypt', 'kms:ReEncryptFrom'],
      resources: [arn('kms', 'key/*')],
      conditions: via,
      wildcard:
        'A snapshot has the key of its database or volume, which nobody names; RDS and EC2 alone may use it for a copy.',
    },
  ]
}

/** What the copies of the plans ask for, and no more. */
export const copyStatements = (slice: BackupsSlice, arn: ArnOf): Statement[] => [
  ...ofDatabases(slice, arn),
  ...ofVolumes(slice, arn),
  ...ofKeys(slice, arn),
]
