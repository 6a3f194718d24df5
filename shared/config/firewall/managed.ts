import * as z from 'zod'
import { suggestion } from '../explain.ts'
import { offerDuration } from '../offers/durations.ts'
import { expected } from '../values.ts'

/** Rule groups of AWS, by the names that the config has for them. */
export const managedGroups = {
  reputation: 'AWSManagedRulesAmazonIpReputationList',
  anonymous: 'AWSManagedRulesAnonymousIpList',
  common: 'AWSManagedRulesCommonRuleSet',
  'known-bad-inputs': 'AWSManagedRulesKnownBadInputsRuleSet',
  sqli: 'AWSManagedRulesSQLiRuleSet',
} as const

export type ManagedGroup = keyof typeof managedGroups

const groups = Object.keys(managedGroups) as ManagedGroup[]

const groupSchema = z.enum(groups, {
  error: ({ input }) => `one of ${groups.join(', ')}${typeof input === 'string' ? suggestion(input, groups) : ''}`,
})

/** `'count'`: WAF counts what it would block. */
const modeSchema = z.enum(['count', 'block']).default('count')

/** Time over which WAF counts. https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based-high-level-settings.html */
const rateWindow = z
  .enum(['1 minute', '2 minutes', '5 minutes', '10 minutes'], {
    error: expected("'1 minute', '2 minutes', '5 minutes' or '10 minutes'", offerDuration),
  })
  .default('5 minutes')

export const managedSchema = z.union([
  groupSchema,
  z.strictObject({
    /** A rule group of AWS. */
    group: groupSchema,
    /** Default `'count'`. */
    mode: modeSchema,
  }),
  z.strictObject({
    /** WAF's own rate-based rule: a client with more requests than this in the window. From 10. */
    rate: z.int().min(10).max(2_000_000_000),
    /** Default `'5 minutes'`. */
    window: rateWindow,
    /** Default `'count'`. */
    mode: modeSchema,
  }),
])

/** An entry of `managed` with everything said. */
export type Managed =
  | { readonly group: ManagedGroup; readonly mode: 'count' | 'block' }
  | { readonly rate: number; readonly windowSeconds: 60 | 120 | 300 | 600; readonly mode: 'count' | 'block' }

const rateSeconds = { '1 minute': 60, '2 minutes': 120, '5 minutes': 300, '10 minutes': 600 } as const

/** The rules of AWS that a config asks for, in its order. A name alone counts. */
export const managedOf = (managed: readonly z.output<typeof managedSchema>[]): Managed[] =>
  managed.map((each) => {
    if (typeof each === 'string') return { group: each, mode: 'count' }
    return 'group' in each ? each : { rate: each.rate, windowSeconds: rateSeconds[each.window], mode: each.mode }
  })
