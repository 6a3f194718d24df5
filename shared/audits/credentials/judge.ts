import { judgeCertificates, judgeKeys } from './keys.ts'
import type { CredentialFinding, CredentialThresholds } from './kinds.ts'
import { findingOf, lookAt } from './look.ts'
import { judgeMfa, judgePassword } from './password.ts'
import type { Person, Problem } from './read.ts'
import { judgeRoot } from './root.ts'

/**
 * What is wrong with the credentials of one person: root's own, MFA, password, keys, certificates, in this order. What the report does not
 * say is no finding, but a problem.
 */
export const judgePerson = (
  person: Person,
  now: Date,
  thresholds: CredentialThresholds,
): { readonly findings: readonly CredentialFinding[]; readonly problems: readonly Problem[] } => {
  const look = lookAt(person, now, thresholds)
  const judged = [judgeRoot, judgeMfa, judgePassword, judgeKeys, judgeCertificates].flatMap((judge) => judge(look))
  return {
    findings: judged.flatMap((each) => ('kind' in each ? [findingOf(each, look)] : [])),
    problems: judged.flatMap((each) => ('code' in each ? [each] : [])),
  }
}
