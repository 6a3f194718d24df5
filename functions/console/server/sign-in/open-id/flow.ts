import { errorName } from '../../../../../shared/errors.ts'
import { log } from '../../../../../shared/log.ts'
import { metrics } from '../../../../../shared/metrics.ts'
import { openIdWords } from '../../../view/words/open-id.ts'
import { addresses, ownPath } from '../../asked.ts'
import type { Attempts } from '../../attempts.ts'
import { browserOf } from '../../browser.ts'
import { forgetLogin, keepLogin, keepSession, readLoginCookie } from '../../cookies.ts'
import { hashOf, isSecret, newSecret } from '../../secret.ts'
import { openSession } from '../../sessions.ts'
import { type ConsoleContext, type ConsoleWorld, clientOf } from '../../world.ts'
import { signInPage } from '../page.ts'
import { beginLogin, beginSeconds, takeAnswer } from './begun.ts'
import { personOf } from './person.ts'
import { OpenIdProblem, type OpenIdReason } from './problem.ts'
import { openProvider, type Provider } from './provider.ts'

export interface OpenIdSignIn {
  /** Leads to the provider. */
  readonly begin: (c: ConsoleContext) => Promise<Response>
  /** Takes the provider's answer, and signs in whom the config lets in. */
  readonly finish: (c: ConsoleContext) => Promise<Response>
}

type OpenIdConfig = NonNullable<ConsoleWorld['deployment']['config']['console']['openId']>

/** Milliseconds after which the provider is asked again how it is set up, and the secret is read again. */
const providerMs = 3_600_000

const statuses: Partial<Record<OpenIdReason, 403 | 503>> = {
  silent: 503,
  setup: 503,
  unverified: 403,
  'not-allowed': 403,
}

/** Reasons that are nobody's attempt to get in. */
const blameless: ReadonlySet<OpenIdReason> = new Set(['silent', 'setup', 'denied'])

/** Where the provider sends a browser back to. */
const redirectOf = (c: ConsoleContext): string => `${c.var.place.origin}${c.var.place.base}/sign-in/open-id/callback`

/** Sign-in by the provider of the config. What is loaded for it is loaded at its first use. @param attempts those that failed, of every way to sign in */
export const openIdSignIn = (world: ConsoleWorld, openId: OpenIdConfig, attempts: Attempts): OpenIdSignIn => {
  const { deployment, laptop } = world
  let known: { readonly until: number; readonly provider: Promise<Provider> } | undefined
  const provider = (): Promise<Provider> => {
    const now = deployment.now().getTime()
    if (known && known.until > now) return known.provider
    const opened = openProvider(openId, deployment)
    known = { until: now + providerMs, provider: opened }
    opened.catch(() => {
      known = undefined
    })
    return opened
  }
  const refuse = (c: ConsoleContext, reason: OpenIdReason, cause?: unknown): Response | Promise<Response> => {
    metrics.add('ConsoleRefused', 1)
    log.warn('sign-in refused', { way: 'open-id', reason, ...(cause === undefined ? {} : { error: errorName(cause) }) })
    if (!blameless.has(reason)) attempts.failed(clientOf(c), deployment.now())
    // After an answer of the provider's the secret or its keys may have changed: the next asks anew.
    if (reason === 'setup') known = undefined
    return signInPage(c, world, {
      status: statuses[reason] ?? 401,
      text: openIdWords[c.var.reader.language][reason](new URL(openId.issuer).host),
    })
  }
  const guarded =
    (work: (c: ConsoleContext) => Promise<Response>) =>
    async (c: ConsoleContext): Promise<Response> => {
      try {
        return await work(c)
      } catch (error) {
        if (!(error instanceof OpenIdProblem)) throw error
        return refuse(c, error.reason, error.cause)
      }
    }
  return {
    begin: guarded(async (c) => {
      const asked = await provider()
      const before = readLoginCookie(c, laptop)
      // Two tabs of one browser begin side by side.
      const held = isSecret(before) ? before : newSecret()
      const exchange = await beginLogin(deployment.ledger(), held, ownPath(c.req.query('next')), deployment.now())
      keepLogin(c, laptop, held, beginSeconds)
      return c.redirect(await asked.signInAt(exchange, redirectOf(c)), 303)
    }),
    finish: guarded(async (c) => {
      const now = deployment.now()
      const begun = await takeAnswer(deployment.ledger(), readLoginCookie(c, laptop), c.req.query('state'), now)
      if (!begun) throw new OpenIdProblem('ended')
      const answer = new URL(redirectOf(c))
      answer.search = new URL(c.req.url).search
      const claims = await (await provider()).claimsOf(begun, answer)
      const verdict = personOf(openId, deployment.config.alerts.responders, claims)
      if ('refused' in verdict) throw new OpenIdProblem(verdict.refused)
      const caller = `${openId.issuer} ${hashOf(`${openId.issuer} ${claims.sub}`).slice(0, 16)}`
      const browser = browserOf(c.req.header('user-agent'))
      const cookie = await openSession(deployment.ledger(), { ...verdict, way: 'open-id', caller }, browser, now)
      log.info('signed in', { way: 'open-id', by: verdict.by, role: verdict.role })
      forgetLogin(c, laptop)
      keepSession(c, laptop, cookie)
      return c.redirect(addresses(c.var.place.base)(begun.next), 303)
    }),
  }
}
