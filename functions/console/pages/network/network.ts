import { raw } from 'hono/html'
import { drawPlan } from '../../../../api/reach/picture.ts'
import type { Show } from '../../contract/contribution.ts'
import { html } from '../../view/html.ts'
import { table } from '../../view/table.ts'
import { menuTitle } from '../../view/words/menu.ts'
import { networkWords } from '../../view/words/network.ts'

/** The network as it was deployed with this page: a picture, and the same as a table. */
export const showNetwork: Show = async ({ deployment: { network }, reader }) => {
  const say = networkWords[reader.language]
  const title = menuTitle('network')(reader.language)
  if (!network) return { title, refreshSeconds: 0, body: html`<p class="soft">${say.unknown}</p>` }
  const { ways, empty, out, label } = say
  return {
    title,
    refreshSeconds: 0,
    isWide: true,
    body: html`<p>${say.about}</p>
<figure class="network-map"><div class="scroll" tabindex="0" role="group" aria-label="${label}">${
      // Drawn by us, of names that are escaped there.
      raw(drawPlan(network, { ways, empty, out, label }))
    }</div><figcaption class="soft">${say.caption}</figcaption></figure>
${table(
  say.passages,
  [say.from, say.to, say.ports, say.passes],
  network.passages.map(
    ({ from, to, ports, passes }) =>
      html`<tr><th scope="row"><bdi>${from}</bdi></th><td><bdi>${to}</bdi></td><td>${ports.length > 0 ? ports.join(', ') : say.anyPort}</td><td>${say.extent[passes]}</td></tr>`,
  ),
)}
<p class="soft">${say.more} <code>nightshift reach</code></p>`,
  }
}
