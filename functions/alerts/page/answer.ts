import { type Problem, renderProblem } from './problem.ts'
import { styleHash } from './style.ts'

/** An answer of payload format 2.0. */
export interface Answer {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const contentSecurityPolicy = (): string =>
  [
    "default-src 'none'",
    `style-src '${styleHash()}'`,
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ')

/** On every answer, whatever it is. `no-referrer`: the address is the key, and must not go along to anywhere. */
const headers = () => ({
  'cache-control': 'no-store',
  'content-security-policy': contentSecurityPolicy(),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex, nofollow, noarchive',
})

const answer = (statusCode: number, type: string, body: string, more: Record<string, string> = {}): Answer => ({
  statusCode,
  headers: { ...headers(), 'content-type': `${type}; charset=utf-8`, ...more },
  body,
})

export const pageAnswer = (page: string): Answer => answer(200, 'text/html', page)

export const textAnswer = (text: string, status = 200, more?: Record<string, string>): Answer =>
  answer(status, 'text/plain', text, more)

/** To the page after a form, so that loading it again does not send the form again. */
export const redirectAnswer = (path: string): Answer => answer(303, 'text/plain', '', { location: path })

export const problemAnswer = (status: Problem, more?: Record<string, string>): Answer =>
  answer(status, 'text/html', renderProblem(status), more)
