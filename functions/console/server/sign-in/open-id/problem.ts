/**
 * Why a sign-in by the provider does not come about: `silent`: the provider does not answer; `setup`: it answers, and does not know Nightshift, or
 * is none; `ended`: the answer belongs to no sign-in that waits for one in this browser; `denied`: the provider says no; the others are of the token.
 */
export type OpenIdReason =
  | 'silent'
  | 'setup'
  | 'ended'
  | 'denied'
  | 'expired'
  | 'issuer'
  | 'audience'
  | 'nonce'
  | 'token'
  | 'unverified'
  | 'not-allowed'

/** A sign-in that does not come about. Its message has nothing of a person in it. */
export class OpenIdProblem extends Error {
  override readonly name = 'OpenIdProblem'
  readonly reason: OpenIdReason

  constructor(reason: OpenIdReason, options?: ErrorOptions) {
    super(reason, options)
    this.reason = reason
  }
}

interface Coded {
  readonly name?: unknown
  readonly code?: unknown
  readonly error?: unknown
  readonly status?: unknown
  readonly cause?: unknown
}

const fieldsOf = (value: unknown): Coded => (typeof value === 'object' && value !== null ? value : {})

/** How the library names what it finds: https://github.com/panva/oauth4webapi, its error codes. */
const claims: Readonly<Record<string, OpenIdReason>> = {
  iss: 'issuer',
  aud: 'audience',
  azp: 'audience',
  nonce: 'nonce',
}

/** The claim that was compared, which the library names in one cause or another. */
const claimIn = (error: unknown): string | undefined => {
  const { cause } = fieldsOf(error)
  if (cause === undefined) return undefined
  const { claim } = cause as { readonly claim?: unknown }
  return typeof claim === 'string' ? claim : claimIn(cause)
}

/** What a provider answers in place of a code or a token. https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1 */
const answers: Readonly<Record<string, OpenIdReason>> = {
  invalid_grant: 'ended',
  invalid_client: 'setup',
  invalid_request: 'setup',
  invalid_scope: 'setup',
  unauthorized_client: 'setup',
  unsupported_grant_type: 'setup',
  unsupported_response_type: 'setup',
  server_error: 'silent',
  temporarily_unavailable: 'silent',
}

/** Whether somewhere below an error `fetch` has thrown because nobody answers. */
const isSilence = (error: unknown): boolean => {
  const { name, cause } = fieldsOf(error)
  if (name === 'TimeoutError' || name === 'AbortError') return true
  return cause !== undefined && (name === 'TypeError' || isSilence(cause))
}

const reasonOf = (error: unknown): OpenIdReason => {
  const { code, error: said, status, cause } = fieldsOf(error)
  switch (code) {
    case 'OAUTH_TIMEOUT':
    case 'OAUTH_ABORT':
      return 'silent'
    case 'OAUTH_RESPONSE_IS_NOT_CONFORM':
      return Number(fieldsOf(cause).status) >= 500 ? 'silent' : 'setup'
    case 'OAUTH_RESPONSE_BODY_ERROR':
      return Number(status) >= 500 ? 'silent' : (answers[String(said)] ?? 'setup')
    case 'OAUTH_AUTHORIZATION_RESPONSE_ERROR':
      return answers[String(said)] ?? 'denied'
    case 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED':
      return 'expired'
    case 'OAUTH_JWT_CLAIM_COMPARISON_FAILED':
      return claims[claimIn(error) ?? ''] ?? 'token'
    case 'OAUTH_WWW_AUTHENTICATE_CHALLENGE':
    case 'OAUTH_HTTP_REQUEST_FORBIDDEN':
    case 'OAUTH_REQUEST_PROTOCOL_FORBIDDEN':
    case 'OAUTH_MISSING_SERVER_METADATA':
    case 'OAUTH_INVALID_SERVER_METADATA':
      return 'setup'
    default:
      return isSilence(error) ? 'silent' : 'token'
  }
}

/** What the library throws, as one of our reasons. */
export const problemOf = (error: unknown): OpenIdProblem =>
  error instanceof OpenIdProblem ? error : new OpenIdProblem(reasonOf(error), { cause: error })
