import { type Finding, findingId, type Severity } from '../../../../shared/audits/finding.ts'
import { isoSeconds } from '../../../../shared/time.ts'
import type { AuditsSlice } from '../../rules/slice.ts'

const dayMs = 86_400_000

/** A certificate of whatever kind. */
export interface Ending {
  /** ARN, id or host and port. */
  readonly resource: string
  /** How people call it: a domain name, an instance. */
  readonly name: string
  readonly endsAt: Date | undefined
  /** Whether something uses it: what nothing uses ends without harm. */
  readonly isUsed: boolean
  readonly advice: string
  readonly owner?: string | undefined
}

type Limits = Pick<AuditsSlice['certificates'], 'warnDays' | 'urgentDays'>

/** How bad it is that a certificate ends then; nothing while that is far away. */
export const severityOfEnd = (
  endsAt: Date,
  isUsed: boolean,
  now: Date,
  { warnDays, urgentDays }: Limits,
): Severity | undefined => {
  const days = (endsAt.getTime() - now.getTime()) / dayMs
  if (days > warnDays) return undefined
  if (!isUsed) return 'note'
  return days <= urgentDays ? 'urgent' : 'warning'
}

/** A certificate that ends soon, or has ended. Its words name the day and not the days left, which change with each look. */
export const endingFindings = (kind: string, certificates: readonly Ending[], now: Date, limits: Limits): Finding[] =>
  certificates.flatMap(({ resource, name, endsAt, isUsed, advice, owner }) => {
    const severity = endsAt && severityOfEnd(endsAt, isUsed, now, limits)
    if (!endsAt || severity === undefined) return []
    const has = endsAt <= now
    return [
      {
        id: findingId('certificates', kind, resource, isoSeconds(endsAt)),
        audit: 'certificates',
        kind,
        severity,
        resource,
        title: `The certificate of ${name} ${has ? 'has ended' : 'ends'} on ${isoSeconds(endsAt).slice(0, 10)}`,
        reason: isUsed
          ? `From ${isoSeconds(endsAt)} on clients refuse the connection.`
          : `It ends ${isoSeconds(endsAt)}; nothing of AWS uses it.`,
        advice,
        ...(owner ? { owner } : {}),
      },
    ]
  })
