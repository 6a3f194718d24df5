import { type AddressRange, clientOf, parseRange, rangeText } from '../../../shared/addresses/addresses.ts'
import { PermanentError } from '../../../shared/errors.ts'
import { parserOf } from '../../../shared/handler.ts'
import * as z from '../../../shared/shape.ts'
import { isInstant } from '../../../shared/time.ts'
import type { FirewallSlice } from './slice.ts'

/** Most characters of why somebody does something. */
export const longestReason = 300

const schema = z.object({
  action: z.string(),
  address: z.string().check(z.minLength(1)).check(z.maxLength(100)),
  until: z.optional(z.string()),
  why: z.optional(z.string().check(z.maxLength(longestReason))),
  by: z.string().check(z.minLength(1)).check(z.maxLength(200)),
})

const actions = ['block', 'allow', 'release'] as const

/** What a person wants of an address. */
export interface Request {
  readonly action: (typeof actions)[number]
  readonly address: string
  readonly until?: Date | undefined
  readonly why: string
  readonly by: string
}

const parse = parserOf('a request about an address', schema)

/** @throws PermanentError `malformed-event`, naming each fault and no address */
export const parseRequest = (raw: unknown): Request => {
  const { action, address, until, why = '', by } = parse(raw)
  const known = actions.find((each) => each === action)
  if (!known)
    throw new PermanentError('malformed-event', `Not a request about an address: action: one of ${actions.join(', ')}`)
  if (until !== undefined && !isInstant(until))
    throw new PermanentError(
      'malformed-event',
      'Not a request about an address: until: a time in ISO 8601 that the calendar has',
    )
  return { action: known, address, until: until === undefined ? undefined : new Date(until), why, by }
}

/** Widest ranges that a person may block or allow: a part of the internet, not most of it. */
const widest = { 4: 8, 6: 16 } as const

/** Who is meant: a single address is the client as rules count it, a range is itself. */
export const clientMeant = (
  address: string,
  { ipv6 }: Pick<FirewallSlice, 'ipv6'>,
): { readonly client: string; readonly range: AddressRange } | { readonly refused: string } => {
  const range = parseRange(address)
  if (!range) return { refused: 'That is not an address. Write it like 203.0.113.7, 203.0.113.0/24 or 2001:db8::/64.' }
  const text = rangeText(range)
  const client = clientOf(text, ipv6) ?? text
  const meant = parseRange(client)
  if (!meant || meant.bits < widest[meant.family])
    return {
      refused: `${client} is too much of the internet: the widest range is a /${widest[range.family]}.`,
    }
  return { client, range: meant }
}
