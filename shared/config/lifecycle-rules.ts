import { problem } from './explain.ts'
import { type BucketPolicy, bucketPolicySchema, type LifecycleRuleConfig, presetNames } from './lifecycle.ts'
import { namedRules } from './lifecycle-presets.ts'
import { transitionProblems } from './lifecycle-transitions.ts'

type Path = readonly PropertyKey[]

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html */
export const mostRules = 1_000

/** What a rule does, in words that are the same for two rules that do the same to the same versions. */
const actions = (rule: LifecycleRuleConfig): string[] => [
  ...(rule.transitions ?? []).map(({ to }) => `move current versions to ${to}`),
  ...(rule.expireAfterDays === undefined ? [] : ['delete current versions']),
  ...(rule.oldVersionTransitions ?? []).map(({ to }) => `move old versions to ${to}`),
  ...(rule.expireOldVersionsAfterDays === undefined ? [] : ['delete old versions']),
  ...(rule.removeDeleteMarkers ? ['remove delete markers'] : []),
  ...(rule.abortUploadsAfterDays === undefined ? [] : ['give up uploads']),
]

const scope = ({ prefix = '', tags = {} }: LifecycleRuleConfig): string =>
  JSON.stringify([prefix, Object.entries(tags).sort(([one], [other]) => (one < other ? -1 : 1))])

/** A deletion must come later than every transition before it. */
const deletionProblem = (
  path: Path,
  days: number | undefined,
  transitions: LifecycleRuleConfig['transitions'],
): string[] => {
  const last = Math.max(-1, ...(transitions ?? []).map((transition) => transition.days))
  return days !== undefined && days <= last
    ? [problem(path, days, `more than ${last} days, because the last transition is at ${last}`)]
    : []
}

const ruleProblems = (rule: LifecycleRuleConfig, path: Path): string[] => {
  const tagged = Object.keys(rule.tags ?? {}).length > 0
  return [
    ...(actions(rule).length === 0 ? [problem(path, rule, 'at least one action; this rule does nothing')] : []),
    ...transitionProblems(rule.transitions ?? [], [...path, 'transitions']),
    ...transitionProblems(rule.oldVersionTransitions ?? [], [...path, 'oldVersionTransitions']),
    ...deletionProblem([...path, 'expireAfterDays'], rule.expireAfterDays, rule.transitions),
    ...deletionProblem(
      [...path, 'expireOldVersionsAfterDays'],
      rule.expireOldVersionsAfterDays,
      rule.oldVersionTransitions,
    ),
    ...(tagged && rule.abortUploadsAfterDays !== undefined
      ? [
          problem(
            [...path, 'abortUploadsAfterDays'],
            rule.abortUploadsAfterDays,
            'no tags in the same rule, because an upload has none before it is complete',
          ),
        ]
      : []),
    ...(rule.removeDeleteMarkers && (tagged || rule.expireAfterDays !== undefined)
      ? [
          problem(
            [...path, 'removeDeleteMarkers'],
            true,
            `no ${tagged ? 'tags' : 'expireAfterDays'} in the same rule; give it a rule of its own`,
          ),
        ]
      : []),
  ]
}

/** Two rules that do the same to the same keys: the shorter one wins silently, so one of them is a mistake. */
const clashes = (policy: BucketPolicy, path: Path): string[] => {
  const rules = namedRules(policy)
  return rules.flatMap(([name, rule], index) => {
    const other = rules
      .slice(0, index)
      .find(
        ([, earlier]) =>
          scope(earlier) === scope(rule) && actions(earlier).some((each) => actions(rule).includes(each)),
      )
    if (!other) return []
    const shared = actions(rule).find((each) => actions(other[1]).includes(each))
    const isPreset = index < policy.presets.length
    return [
      problem(
        [...path, ...(isPreset ? ['presets', index] : ['rules', name])],
        isPreset ? name : rule,
        `one rule to ${shared} of the same keys; "${other[0]}" does it already`,
      ),
    ]
  })
}

const bucketProblems = (policy: BucketPolicy, path: Path): string[] => {
  const count = policy.presets.length + Object.keys(policy.rules).length
  return [
    ...Object.entries(policy.rules).flatMap(([name, rule]) => [
      ...((presetNames as readonly string[]).includes(name)
        ? [problem([...path, 'rules', name], name, 'a name that no preset has')]
        : []),
      ...ruleProblems(rule, [...path, 'rules', name]),
    ]),
    ...clashes(policy, path),
    ...(count > mostRules ? [problem(path, `${count} rules`, `at most ${mostRules} rules a bucket`)] : []),
  ]
}

/**
 * Faults that S3 would refuse, or accept and not do: deletions before transitions, moves up the waterfall, rules that do
 * nothing or undo each other, a bucket named twice. It reads the config as it was written; parts that are not well formed
 * are left to the schema.
 */
export const lifecycleProblems = (lifecycle: unknown, path: Path = ['lifecycle']): string[] => {
  const list = (lifecycle as { readonly buckets?: unknown } | undefined)?.buckets
  const entries = (Array.isArray(list) ? list : []).map((entry: unknown) => bucketPolicySchema.safeParse(entry))
  const names = entries.map(({ data }) => JSON.stringify(data?.bucket))
  return entries.flatMap(({ data }, index) => {
    if (!data) return []
    const here = [...path, 'buckets', index]
    const first = names.indexOf(JSON.stringify(data.bucket))
    return [
      ...(first < index
        ? [problem([...here, 'bucket'], data.bucket, `each bucket once; it is buckets[${first}] already`)]
        : []),
      ...bucketProblems(data, here),
    ]
  })
}
