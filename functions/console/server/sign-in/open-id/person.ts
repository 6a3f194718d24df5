import type { OpenIdConfig } from '../../../../../shared/config/console/open-id.ts'
import type { ConsoleRole } from '../../../../../shared/config/console/schema.ts'
import { hashOf } from '../../secret.ts'

/** What a token says of whom it is about. Its signature, issuer, audience, nonce and times are checked before. */
export type Claims = Readonly<Record<string, unknown>>

/** Who signs in and what for, or why not. */
export type Verdict =
  | { readonly by: string; readonly role: ConsoleRole }
  | { readonly refused: 'unverified' | 'not-allowed' }

/** Responders as far as somebody can be recognized by them. */
export type Responders = Readonly<Record<string, object>>

const textsIn = (claim: unknown): readonly string[] =>
  (Array.isArray(claim) ? claim : [claim]).filter((each) => typeof each === 'string')

const addressIn = ({ email }: Claims): string | undefined =>
  typeof email === 'string' && email !== '' ? email.toLowerCase() : undefined

/** The responder who is reached at this address, where the config spells it out. */
const responderAt = (responders: Responders, address: string): string | undefined =>
  Object.entries(responders).find(([, contacts]) =>
    Object.values(contacts).some((contact) => typeof contact === 'string' && contact.toLowerCase() === address),
  )?.[0]

/** What stands before the `@`, as names of ours are written. */
const nameIn = (address: string): string => (address.split('@')[0] ?? '').replace(/[^\w.-]/g, '').slice(0, 48)

/** Somebody of a group. A name that is a responder's is not theirs for having an address that begins so elsewhere. */
const nameOfMember = (responders: Responders, group: string, address: string | undefined, subject: string): string => {
  const mark = hashOf(subject).slice(0, 6)
  if (address === undefined) return `${group.replace(/[^\w.-]/g, '').slice(0, 48) || 'member'}-${mark}`
  const name = nameIn(address) || 'member'
  return responderAt(responders, address) ?? (Object.hasOwn(responders, name) ? `${name}-${mark}` : name)
}

/**
 * Whom the config lets in, by the first entry that fits. An address counts only where the provider says that it is verified; a provider that says
 * it is not verified is believed, whatever groups there are. Entra says nothing of that: there groups count.
 * @param claims of a token that was checked
 */
export const personOf = (
  { people, groupsClaim }: Pick<OpenIdConfig, 'people' | 'groupsClaim'>,
  responders: Responders,
  claims: Claims,
): Verdict => {
  const given = addressIn(claims)
  const address = claims.email_verified === true ? given : undefined
  if (given !== undefined && claims.email_verified !== undefined && address === undefined)
    return { refused: 'unverified' }
  const groups = textsIn(claims[groupsClaim])
  const entry = people.find((each) => ('address' in each ? each.address === address : groups.includes(each.group)))
  if (entry === undefined) {
    const isKnown = people.some((each) => 'address' in each && each.address === given)
    return { refused: isKnown ? 'unverified' : 'not-allowed' }
  }
  const { role, responder } = entry
  if (responder !== undefined) return { by: responder, role }
  if ('address' in entry) return { by: nameIn(entry.address) || 'somebody', role }
  return { by: nameOfMember(responders, entry.group, address, String(claims.sub)), role }
}
