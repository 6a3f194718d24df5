import type { Identity } from './event.ts'

/** Who called, in words and by kind. */
export interface Actor {
  readonly who: string
  readonly kind:
    | 'user'
    | 'role'
    | 'identity-center'
    | 'federated'
    | 'root'
    | 'service'
    | 'other-account'
    | 'anonymous'
    | 'unknown'
}

/** The names in an ARN after its kind: of `arn:aws:sts::1:assumed-role/deploy/mina` deploy and mina. */
const namesIn = (arn: string | undefined): string[] => arn?.split(':').slice(5).join(':').split('/').slice(1) ?? []

/** Of `autoscaling.amazonaws.com` autoscaling. */
export const serviceName = (host: string): string =>
  host.replace(/\.(amazonaws\.com(\.cn)?|amazon\.com|aws\.internal)$/, '')

/** The role that Identity Center makes of a permission set in an account: `AWSReservedSSO_<set>_<16 hex>`. */
const permissionSet = /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/

/** A session is called by whoever took the role on: a person, an instance, a service. */
const ofRole = ({ arn, principalId, sessionContext }: Identity): Actor => {
  const issuer = sessionContext?.sessionIssuer
  const [fromArn, ...rest] = namesIn(arn)
  const role = issuer?.userName ?? namesIn(issuer?.arn).at(-1) ?? fromArn
  const session = rest.join('/') || principalId?.split(':').slice(1).join(':') || undefined
  const [, set] = permissionSet.exec(role ?? '') ?? []
  if (set !== undefined) return { who: `${session ?? 'somebody'} by Identity Center (${set})`, kind: 'identity-center' }
  if (role === undefined) return { who: session ? `session ${session}` : 'a role without a name', kind: 'role' }
  return { who: session ? `role ${role}, session ${session}` : `role ${role}`, kind: 'role' }
}

const ofFederated = ({ arn, principalId, sessionContext }: Identity): Actor => {
  const name = namesIn(arn).join('/') || principalId?.split(':').slice(1).join(':') || 'without a name'
  const { type, userName, arn: issuer } = sessionContext?.sessionIssuer ?? {}
  const by = type === 'Root' ? 'the root user' : (userName ?? namesIn(issuer).at(-1))
  return { who: `federated user ${name}${by ? `, by ${by}` : ''}`, kind: 'federated' }
}

const ofProvider = ({ userName, principalId, identityProvider }: Identity): Actor => {
  const name = userName ?? principalId?.split(':').at(-1) ?? 'somebody'
  return { who: identityProvider ? `${name} by ${identityProvider}` : name, kind: 'federated' }
}

const ofUser = ({ userName, arn, principalId }: Identity): Actor => ({
  who: `user ${userName ?? namesIn(arn).at(-1) ?? principalId ?? 'without a name'}`,
  kind: 'user',
})

const byType: ReadonlyMap<string, (identity: Identity) => Actor> = new Map([
  ['Root', () => ({ who: 'the root user', kind: 'root' })],
  ['IAMUser', ofUser],
  ['AssumedRole', ofRole],
  [
    'Role',
    ({ userName, arn }) => ({ who: `role ${userName ?? namesIn(arn).at(-1) ?? 'without a name'}`, kind: 'role' }),
  ],
  ['FederatedUser', ofFederated],
  ['SAMLUser', ofProvider],
  ['WebIdentityUser', ofProvider],
  [
    'IdentityCenterUser',
    ({ userName, onBehalfOf }) => ({
      who: `${userName ?? onBehalfOf?.userId ?? 'somebody'} by Identity Center`,
      kind: 'identity-center',
    }),
  ],
  [
    'AWSService',
    ({ invokedBy }) => ({ who: invokedBy ? `service ${serviceName(invokedBy)}` : 'a service of AWS', kind: 'service' }),
  ],
  [
    'AWSAccount',
    ({ accountId, principalId }) =>
      /anonymous/i.test(`${accountId} ${principalId}`)
        ? { who: 'somebody without credentials', kind: 'anonymous' }
        : { who: `somebody of account ${accountId ?? 'unknown'}`, kind: 'other-account' },
  ],
])

/**
 * Who called. A name of a session is what whoever took the role on has chosen, often an email address. Keys are left out.
 * @param recipient the account whose history it is: an identity of another one is named with its account
 * @param fallback what CloudTrail's index calls the user, where the event says nothing
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
 */
export const actorOf = (identity: Identity | undefined, recipient: string | undefined, fallback?: string): Actor => {
  const nobody: Actor = { who: fallback || 'somebody whom the event does not name', kind: 'unknown' }
  if (identity === undefined) return nobody
  const { type = '', userName, arn, invokedBy, accountId } = identity
  const known = byType.get(type)?.(identity)
  if (known === undefined) {
    const name = userName ?? namesIn(arn).at(-1) ?? fallback
    if (name) return { who: name, kind: 'unknown' }
    return invokedBy ? { who: `service ${serviceName(invokedBy)}`, kind: 'service' } : nobody
  }
  const isForeign =
    known.kind !== 'other-account' &&
    /^\d{12}$/.test(accountId ?? '') &&
    recipient !== undefined &&
    accountId !== recipient
  return isForeign ? { ...known, who: `${known.who}, of account ${accountId}` } : known
}
