import { html } from '../../view/html.ts'
import { plainPage } from '../../view/layout.ts'
import { consoleWords } from '../../view/words/console.ts'
import { frameOf } from '../asked.ts'
import type { ConsoleContext, ConsoleWorld } from '../world.ts'
import { signInWays } from './ways.ts'

/** Why somebody was not signed in. */
interface Refusal {
  readonly status: 401 | 403 | 503
  readonly text: string
}

/** The page with all ways to sign in, below why the last did not come about. */
export const signInPage = (c: ConsoleContext, world: ConsoleWorld, refusal?: Refusal): Response | Promise<Response> => {
  const frame = frameOf(c, world)
  return c.html(
    plainPage(
      frame,
      consoleWords[frame.reader.language].signIn.title,
      html`${refusal ? html`<p class="notice bad" role="alert">${refusal.text}</p>` : undefined}${signInWays(c, world)}`,
    ),
    refusal?.status ?? 200,
  )
}
