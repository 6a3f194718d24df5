import { needsOf } from '../../functions/lifecycle/rules/needs.ts'
import { ownerByName, type RuleOwner } from '../../functions/lifecycle/rules/owner.ts'
import { type Finding, lintRules } from '../../shared/lifecycle/lint.ts'
import type { Place } from './simulate.ts'

/** Something about a rule of a bucket that is likely not meant, as `nightshift lifecycle lint --json` prints it. */
export interface LintRow extends Finding {
  readonly bucket: string
  readonly owner: RuleOwner
}

/** What is likely not meant in the rules of some buckets, ours and everybody's. @param deployment whose rules are ours */
export const lintPlaces = (places: readonly Place[], deployment: string): LintRow[] =>
  places.flatMap(({ bucket, rules, versioning, minimumSize }) =>
    lintRules({ rules, versioning, minimumSize, needs: needsOf(rules, deployment) }).map((finding) => ({
      bucket,
      owner: ownerByName(finding.rule, deployment),
      ...finding,
    })),
  )
