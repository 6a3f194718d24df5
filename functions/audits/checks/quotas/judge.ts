import { type Finding, findingId } from '../../../../shared/audits/finding.ts'
import type { AuditsSlice } from '../../rules/slice.ts'

/** How much of a limit is used. */
export interface Use {
  /** `service/code`, such as `lambda/L-B99A9384`, or a name where AWS has no code. */
  readonly quota: string
  /** For people: `Lambda: concurrent executions`. */
  readonly name: string
  readonly used: number
  readonly limit: number
  readonly region: string
  /** Whether it can be raised on request. */
  readonly isAdjustable: boolean
}

/** Limits whose use other checks than that of Service Quotas count. */
export const countedQuotas = {
  addresses: 'ec2/L-0263D0A3',
  rules: 'events/L-244521F2',
  ipSets: 'wafv2/L-D6DA96AE',
  stacks: 'cloudformation/L-0485CB21',
  emails: 'ses/L-804C8AE8',
} as const

/** Percent in steps of five: a use that moves a little is not written again. */
const steps = (percent: number): number => Math.floor(percent / 5) * 5

const adviceOf = ({ quota, region, limit, isAdjustable }: Use): string => {
  const [service, code] = quota.split('/')
  if (!isAdjustable) return 'AWS does not raise it: use less, or another region or account.'
  return code?.startsWith('L-') === true
    ? `aws service-quotas request-service-quota-increase --region ${region} --service-code ${service} --quota-code ${code} --desired-value ${limit * 2}`
    : 'Ask AWS Support for more.'
}

/** Limits that are nearly, or altogether, used up. */
export const judgeUse = (
  uses: readonly Use[],
  { warnPercent, urgentPercent }: Pick<AuditsSlice['quotas'], 'warnPercent' | 'urgentPercent'>,
): Finding[] =>
  uses.flatMap((use): Finding[] => {
    const percent = use.limit > 0 ? (use.used / use.limit) * 100 : 0
    if (percent < warnPercent) return []
    return [
      {
        id: findingId('quotas', 'quota-nearly-used', use.region, use.quota),
        audit: 'quotas',
        kind: 'quota-nearly-used',
        severity: percent >= urgentPercent ? 'urgent' : 'warning',
        resource: use.quota,
        title: `${use.name} is ${steps(percent)} % used`,
        reason: `The limit in ${use.region} is ${use.limit}. At its end AWS refuses what comes beyond it.`,
        advice: adviceOf(use),
      },
    ]
  })
