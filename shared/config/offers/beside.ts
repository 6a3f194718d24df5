import { didYouMean } from './did-you-mean.ts'
import { offerPhone } from './phones.ts'

/** ` — did you mean "+821012345678"?` where what stands beside a value says what was meant: a person's zone, their country. */
export const offerBeside = (key: PropertyKey | undefined, value: unknown, beside: unknown): string => {
  if (key !== 'sms' || typeof beside !== 'object' || beside === null) return ''
  return didYouMean(offerPhone(value, beside))
}
