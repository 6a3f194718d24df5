import { didYouMean } from './did-you-mean.ts'
import { offerPhone } from './phones.ts'

/**
 * ` — did you mean "+821012345678"?` where what stands beside a value says what was meant: a person's zone, their country.
 * @param expectation what the field expects, by which a telephone number is known whatever its key is
 */
export const offerBeside = (expectation: string, value: unknown, beside: unknown): string =>
  expectation.includes('E.164') && typeof beside === 'object' && beside !== null
    ? didYouMean(offerPhone(value, beside))
    : ''
