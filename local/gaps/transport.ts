/** A condition that is never met: no principal has this ARN. */
const never = { StringEquals: { 'aws:PrincipalArn': 'nobody' } }

type Statement = {
  readonly Effect?: unknown
  readonly Condition?: { readonly Bool?: Readonly<Record<string, unknown>> }
}

const refusesPlainHttp = ({ Effect, Condition }: Statement): boolean =>
  Effect === 'Deny' && String(Condition?.Bool?.['aws:SecureTransport']) === 'false'

/**
 * Puts out of force, wherever it stands in a template, the statement that refuses what does not come over TLS: the emulator
 * speaks plain HTTP on loopback, so that with IAM enforced every call to the queue or bucket would be refused.
 */
export const allowPlainHttp = <Value>(value: Value): Value => {
  if (Array.isArray(value)) return value.map(allowPlainHttp) as Value
  if (typeof value !== 'object' || value === null) return value
  if (refusesPlainHttp(value)) return { ...value, Condition: { ...(value as Statement).Condition, ...never } }
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, allowPlainHttp(part)])) as Value
}
