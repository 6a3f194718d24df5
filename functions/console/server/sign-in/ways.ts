import { terminal } from '../../../../shared/terminal.ts'
import { type Html, html } from '../../view/html.ts'
import { consoleWords } from '../../view/words/console.ts'
import { frameOf, ownPath } from '../asked.ts'
import type { ConsoleContext, ConsoleWorld } from '../world.ts'

/** How somebody can sign in here: each way is a part of this page. */
export const signInWays = (c: ConsoleContext, world: ConsoleWorld): Html => {
  const { reader, at } = frameOf(c, world)
  const say = consoleWords[reader.language].signIn
  const next = c.req.method === 'GET' ? ownPath(c.req.query('next') ?? c.req.path) : '/'
  const { openId } = world.deployment.config.console
  return html`${
    openId &&
    html`<section><p><a class="button first" href="${at('/sign-in/open-id', { next: next === '/' ? undefined : next })}">${say.openId(new URL(openId.issuer).host)}</a></p></section>`
  }<section><p>${openId ? say.orHow : say.how}</p><p><code>${terminal} console</code></p><p class="soft">${say.after} ${say.lost}</p></section>
${
  world.laptop
    ? html`<section><p>${consoleWords[reader.language].laptop}</p>
<form method="post" action="${at('/sign-in/laptop')}"><input type="hidden" name="next" value="${next}"><button class="first">${say.laptopButton}</button></form></section>`
    : undefined
}`
}
