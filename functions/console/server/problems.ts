import { HTTPException } from 'hono/http-exception'
import { UsageError } from '../../../api/usage-error.ts'
import { errorName, errorText } from '../../../shared/errors.ts'
import { log, redact } from '../../../shared/log.ts'
import { metrics } from '../../../shared/metrics.ts'
import { terminal } from '../../../shared/terminal.ts'
import { PageError } from '../contract/page-error.ts'
import { html } from '../view/html.ts'
import { plainPage } from '../view/layout.ts'
import { consoleWords } from '../view/words/console.ts'
import { frameOf } from './asked.ts'
import { signInWays } from './sign-in/ways.ts'
import type { ConsoleContext, ConsoleWorld } from './world.ts'

type Status = PageError['status']

const statusOf = (error: unknown): Status => {
  if (error instanceof PageError) return error.status
  if (error instanceof UsageError) return 400
  if (error instanceof HTTPException) return error.status === 413 ? 413 : 400
  return 503
}

/** A page for what went wrong: what happened, what it means for what was asked, and what to do. */
export const problemPage = (c: ConsoleContext, world: ConsoleWorld, error: unknown): Response | Promise<Response> => {
  const status = statusOf(error)
  if (status === 503) {
    metrics.add('ConsoleFailed', 1)
    log.error('page failed', { method: c.req.method, error: errorName(error), detail: redact(errorText(error)) })
  } else metrics.add('ConsoleRefused', 1)
  const frame = frameOf(c, world)
  const say = consoleWords[frame.reader.language]
  const [title, text] = say.problems[status] ?? say.problems[400] ?? ['', '']
  const isOurs = status !== 503 || error instanceof PageError
  const own = isOurs && errorText(error) !== '' ? errorText(error) : text
  return c.html(
    plainPage(
      frame,
      title,
      html`<p><bdi>${own}</bdi></p>
${status === 503 ? html`<p><code>${terminal} status</code></p>` : undefined}
${status === 401 ? signInWays(c, world) : html`<p><a href="${frame.at('/')}">${say.home}</a></p>`}`,
    ),
    status,
  )
}
