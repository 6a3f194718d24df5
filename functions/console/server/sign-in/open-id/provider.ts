import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  None,
} from 'openid-client'
import type { Deployment } from '../../../../../api/deployment.ts'
import type { OpenIdConfig } from '../../../../../shared/config/console/open-id.ts'
import type { Exchange } from './begun.ts'
import type { Claims } from './person.ts'
import { OpenIdProblem, problemOf } from './problem.ts'
import { readSecret } from './secret-value.ts'

/** Seconds that the provider has to answer each request: less than a function has, so that a page says that it does not. */
const patience = 5

/** Scopes that are always asked for: who it is, and at which address. */
const scopes = 'openid email'.split(' ')

/** The provider, as its issuer describes it. */
export interface Provider {
  /** Where a browser goes to sign in. @param redirect address of ours that the provider sends it back to */
  readonly signInAt: (exchange: Exchange, redirect: string) => Promise<string>
  /**
   * What the provider says of whoever has signed in. @param answer address of ours with which the browser came back
   * @throws OpenIdProblem where that is not to be believed
   */
  readonly claimsOf: (exchange: Exchange, answer: URL) => Promise<Claims>
}

type Needs = Pick<Deployment, 'connect'>

/** Whichever way the provider takes a secret; one that lists none takes the header. https://openid.net/specs/openid-connect-discovery-1_0.html */
const withSecret =
  (secret: string): ClientAuth =>
  (server, client, body, headers) => {
    const takesForm = server.token_endpoint_auth_methods_supported?.includes('client_secret_post')
    return (takesForm ? ClientSecretPost(secret) : ClientSecretBasic(secret))(server, client, body, headers)
  }

const configure = async (openId: OpenIdConfig, needs: Needs): Promise<Configuration> => {
  const secret = openId.clientSecret && (await readSecret(openId.clientSecret, needs))
  const authenticate = secret === undefined ? None() : withSecret(secret)
  return discovery(new URL(openId.issuer), openId.clientId, undefined, authenticate, {
    timeout: patience,
    // The signature is checked as well, though the token comes straight from the provider.
    execute: [enableNonRepudiationChecks, ...(openId.issuer.startsWith('http:') ? [allowInsecureRequests] : [])],
  })
}

/** Asks a provider how it is set up. @throws OpenIdProblem where it does not say */
export const openProvider = async (openId: OpenIdConfig, needs: Needs): Promise<Provider> => {
  const configuration = await configure(openId, needs).catch((error: unknown) => {
    const problem = problemOf(error)
    // What cannot be read as a description of a provider comes from none, or from another.
    throw problem.reason === 'token' ? new OpenIdProblem('setup', { cause: error }) : problem
  })
  return {
    signInAt: async ({ state, nonce, verifier }, redirect) =>
      buildAuthorizationUrl(configuration, {
        redirect_uri: redirect,
        scope: [...new Set([...scopes, ...openId.scopes])].join(' '),
        code_challenge: await calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
        nonce,
      }).href,
    claimsOf: async ({ state, nonce, verifier }, answer) => {
      try {
        const tokens = await authorizationCodeGrant(configuration, answer, {
          pkceCodeVerifier: verifier,
          expectedState: state,
          expectedNonce: nonce,
          idTokenExpected: true,
        })
        const claims = tokens.claims()
        if (claims === undefined) throw new OpenIdProblem('token')
        const needsGroups = openId.people.some((each) => 'group' in each)
        const { email: address } = claims
        const saysAll = address !== undefined && !(needsGroups && claims[openId.groupsClaim] === undefined)
        if (saysAll || configuration.serverMetadata().userinfo_endpoint === undefined) return claims
        // Some providers say there what others put into the token. https://openid.net/specs/openid-connect-core-1_0.html#ScopeClaims
        return { ...(await fetchUserInfo(configuration, tokens.access_token, claims.sub)), ...claims }
      } catch (error) {
        throw problemOf(error)
      }
    },
  }
}
