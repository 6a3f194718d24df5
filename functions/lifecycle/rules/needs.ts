import type { LifecycleRule } from '@aws-sdk/client-s3'
import type { PresetName } from '../../../shared/config/lifecycle/schema.ts'
import type { Need } from '../../../shared/lifecycle/lint.ts'
import { ruleId } from './owner.ts'

const forGood = Number.POSITIVE_INFINITY

/** What of a bucket each preset says is needed, and for how many days. */
const needs: readonly (readonly [PresetName, Need['of'], number])[] = [
  ['photo-originals', 'current', forGood],
  ['infrequent-then-archive', 'current', forGood],
  ['intelligent', 'current', forGood],
  ['recoverable-deletes', 'old', 365],
  ['access-logs', 'current', 365],
  ['old-versions', 'old', 60],
  ['finance-by-tag', 'current', 3_650],
]

/** What the presets among a deployment's rules need. */
export const needsOf = (rules: readonly LifecycleRule[], deployment: string): Need[] =>
  needs.flatMap(([name, of, days]) => {
    const rule = ruleId(deployment, name)
    return rules.some(({ ID }) => ID === rule) ? [{ rule, of, days }] : []
  })
