import type { Stack } from 'aws-cdk-lib'
import { needsVersioning, wantedRules } from '../../functions/lifecycle/rules/wanted.ts'
import type { LifecycleConfig } from '../../shared/config/lifecycle/schema.ts'
import type { Statement } from '../../shared/statement.ts'

/** What selections need: by pattern on the names that fit it, else on all buckets of the account. */
export const selectionStatements = ({ selections }: LifecycleConfig, { partition }: Stack): Statement[] => {
  if (selections.length === 0) return []
  const patterns = selections.map(({ select }) => ('pattern' in select ? select.pattern : '*'))
  const resources = patterns.includes('*')
    ? [`arn:${partition}:s3:::*`]
    : patterns.map((each) => `arn:${partition}:s3:::${each}`)
  const wildcard =
    'lifecycle.selections name buckets by a pattern, by tags, or all of the account; it reads and writes rules, and no object'
  const isAny = (of: (selection: LifecycleConfig['selections'][number]) => boolean): boolean => selections.some(of)
  const deletes = isAny(({ presets: names, rules }) =>
    wantedRules({ presets: names, rules }, '').some((rule) => rule.Expiration || rule.NoncurrentVersionExpiration),
  )
  const tagged = isAny(({ select }) => 'tags' in select)
  const versioned = isAny(needsVersioning)
  const tiered = isAny(({ intelligentTiering }) => intelligentTiering !== undefined)
  return [
    {
      sid: 'FindBuckets',
      actions: ['s3:ListAllMyBuckets'],
      resources: ['*'],
      wildcard: 'S3 lists buckets of the account as a whole',
    },
    {
      sid: 'SelectedBuckets',
      actions: [
        's3:GetLifecycleConfiguration',
        's3:PutLifecycleConfiguration',
        ...(tagged ? ['s3:GetBucketTagging'] : []),
        ...(deletes || versioned ? ['s3:GetBucketVersioning'] : []),
        ...(deletes ? ['s3:ListBucket', 's3:ListBucketVersions'] : []),
        ...(versioned ? ['s3:PutBucketVersioning'] : []),
        ...(tiered ? ['s3:GetIntelligentTieringConfiguration', 's3:PutIntelligentTieringConfiguration'] : []),
      ],
      resources,
      wildcard,
    },
  ]
}

/** What of statements only reads, and no names of objects: what a page needs that shows a plan. */
export const readingOf = (statements: readonly Statement[]): Statement[] =>
  statements.flatMap((statement) => {
    const actions = statement.actions.filter(
      (action) => /:(Get|List|Describe)/.test(action) && !/:ListBucket/.test(action),
    )
    return actions.length > 0 ? [{ ...statement, actions }] : []
  })
