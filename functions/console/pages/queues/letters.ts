import type { Letter } from '../../../../api/queues/letter.ts'
import type { Asked, Show } from '../../contract/contribution.ts'
import { facts } from '../../view/facts.ts'
import { actionForm } from '../../view/form.ts'
import { type Html, html } from '../../view/html.ts'
import { agoText, time } from '../../view/times.ts'
import { menuTitle } from '../../view/words/menu.ts'
import { queuesWords } from '../../view/words/queues.ts'
import { askLetters } from './ask.ts'

/** The messages of one dead-letter queue, each to be opened: what it is, why it is here, who gets it when it is replayed. */
export const showLetters: Show = async (asked) => {
  const { reader, param } = asked
  const say = queuesWords[reader.language]
  const queue = param('queue')
  const { letters, count } = await askLetters(asked, queue)
  const open = asked.query('open')
  return {
    title: queue,
    above: [{ path: '/queues', title: menuTitle('queues')(reader.language) }],
    // A look hides messages from others for a moment.
    refreshSeconds: 0,
    body:
      letters.length === 0
        ? html`<p class="empty">${count === 0 ? say.empty : say.othersLook}</p>`
        : html`<p class="story">${say.holds(count)}${letters.length < count ? ` ${say.firstOf(letters.length)}` : undefined}</p>
<div class="actions">${actionForm(asked, {
            path: `/queues/${encodeURIComponent(queue)}/replay`,
            label: say.replayAll,
            effect: say.replayAllEffect,
          })}</div>
<ul class="rows">${letters.map((letter) => letterItem(asked, queue, letter, open === letter.id || letters.length === 1))}</ul>`,
  }
}

const letterItem = (asked: Asked, queue: string, letter: Letter, isOpen: boolean): Html => {
  const { reader, now, at } = asked
  const say = queuesWords[reader.language]
  const { id, sentAt, failure, to, body } = letter
  const path = `/queues/${encodeURIComponent(queue)}`
  return html`<li class="card"><details class="letter"${isOpen ? html` open` : undefined}><summary><strong>${say.kinds[letter.kind]}</strong> <bdi>${gist(letter)}</bdi>${
    sentAt === undefined ? undefined : html` <span class="soft">${agoText(reader, sentAt, now)}</span>`
  }</summary>
${facts([
  ...Object.entries(letter.facts).map(([name, value]) => [say.facts[name] ?? name, html`<bdi>${value}</bdi>`] as const),
  [say.sentAt, sentAt && time(reader, sentAt, 'full')],
  [say.failure, failure && html`<bdi>${failure}</bdi>`],
  [say.to, to ?? say.nobody],
])}
${
  to === undefined
    ? html`<p class="soft">${say.unreadable}</p>`
    : actionForm(asked, {
        path: `${path}/replay`,
        label: say.replay,
        effect: say.replayEffect(to),
        fields: { letter: id },
      })
}
<p class="soft">${say.masked} <a href="${at(path, { open: id })}">${say.address}</a></p>
<div class="scroll" tabindex="0" role="group" aria-label="${say.whole}"><pre class="letter-body">${body}</pre></div></details></li>`
}

/** The one fact that says most. */
const gist = ({ facts: { key, alarm, subject, run, job, on, type, fields } }: Letter): string =>
  key ?? alarm ?? subject ?? run ?? job ?? on ?? type ?? fields ?? ''
