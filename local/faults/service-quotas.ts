import { jsonAnswer } from './answer.ts'
import { textOf } from './call.ts'
import { isOne, type Rule } from './rule.ts'

/** A quota as the play begins with it. */
export interface PlayedQuota {
  readonly ServiceCode: string
  readonly QuotaCode: string
  readonly QuotaName: string
  readonly Value: number
  readonly Adjustable?: boolean
  readonly UsageMetric?: Readonly<Record<string, unknown>>
}

/**
 * Service Quotas, which the emulator does not have: the quotas that apply to the account, and AWS's defaults.
 * ListServiceQuotas leaves out what has only a default. https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_ListServiceQuotas.html
 */
export const quotasPlayed = (applied: readonly PlayedQuota[], defaults: readonly PlayedQuota[] = []): Rule => ({
  name: 'servicequotas: played',
  before: (call) => {
    if (!isOne(call, { service: 'servicequotas' })) return undefined
    const code = textOf(call.input, 'ServiceCode')
    const Quotas = (call.action === 'ListServiceQuotas' ? applied : defaults).filter(
      ({ ServiceCode }) => ServiceCode === code,
    )
    return { answer: jsonAnswer({ Quotas }) }
  },
})
