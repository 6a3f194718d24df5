import { createHash, createSign, generateKeyPairSync } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

type Claims = Readonly<Record<string, unknown>>

const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 })
const [own, another] = [pair(), pair()]

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

const signed = (claims: Claims, key = own.privateKey, alg = 'RS256'): string => {
  const text = `${encoded({ alg, kid: 'one', typ: 'JWT' })}.${encoded(claims)}`
  return `${text}.${alg === 'none' ? '' : createSign('RSA-SHA256').update(text).sign(key).toString('base64url')}`
}

/** How a provider misbehaves. What is left out is right. */
export interface Wrong {
  /** Claims in place of the right ones; undefined ones are left out. */
  readonly claims?: Claims
  readonly signature?: 'another key' | 'none'
  /** Status with which the endpoint of tokens answers. */
  readonly token?: { readonly status: number; readonly body?: unknown }
  /** Status of the description of the provider. */
  readonly discovery?: number
  /** What it calls itself. */
  readonly issuer?: string
  readonly userinfo?: Claims
}

/** What the page has asked of it. */
export interface Seen {
  readonly path: string
  readonly body: URLSearchParams
  readonly authorization: string | undefined
}

/**
 * A provider that says whatever a test wants it to say, properly signed: for refusals that no real one would give a reason for. It keeps codes: each can be
 * turned in once, with the verifier of its challenge.
 */
export const lyingProvider = async (wrong: () => Wrong = () => ({})) => {
  const seen: Seen[] = []
  const codes = new Map<string, { readonly nonce: string; readonly challenge: string }>()
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { pathname } = new URL(request.url ?? '/', issuer)
    const body = new URLSearchParams(Buffer.concat(chunks).toString())
    seen.push({ path: pathname, body, authorization: request.headers.authorization })
    const answer = (status: number, value: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(value))
    }
    const { claims = {}, signature, token, discovery = 200, issuer: said = issuer, userinfo } = wrong()
    if (pathname === '/.well-known/openid-configuration')
      return answer(discovery, {
        issuer: said,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        ...(userinfo ? { userinfo_endpoint: `${issuer}/me` } : {}),
        id_token_signing_alg_values_supported: ['RS256'],
      })
    if (pathname === '/jwks')
      return answer(200, {
        keys: [{ ...own.publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }],
      })
    if (pathname === '/me') return answer(200, userinfo)
    if (token) return answer(token.status, token.body ?? {})
    const code = codes.get(body.get('code') ?? '')
    codes.delete(body.get('code') ?? '')
    const challenge = createHash('sha256')
      .update(body.get('code_verifier') ?? '')
      .digest('base64url')
    if (!code || code.challenge !== challenge) return answer(400, { error: 'invalid_grant' })
    const seconds = Math.floor(Date.now() / 1_000)
    const right = {
      iss: issuer,
      aud: 'nightshift',
      sub: 'subject-of-mina',
      nonce: code.nonce,
      iat: seconds,
      exp: seconds + 300,
      email: 'mina@corner-shop.example',
      email_verified: true,
    }
    const key = signature === 'another key' ? another.privateKey : own.privateKey
    answer(200, {
      access_token: 'an-access-token',
      token_type: 'Bearer',
      id_token: signed({ ...right, ...claims }, key, signature === 'none' ? 'none' : 'RS256'),
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    issuer,
    seen,
    /** Signs somebody in at the address to which the page has sent them. @returns the query with which the browser goes back */
    signIn: (address: string): string => {
      const asked = new URL(address).searchParams
      const code = `code-${codes.size}-${seen.length}`
      codes.set(code, { nonce: asked.get('nonce') ?? '', challenge: asked.get('code_challenge') ?? '' })
      return new URLSearchParams({ code, state: asked.get('state') ?? '' }).toString()
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
