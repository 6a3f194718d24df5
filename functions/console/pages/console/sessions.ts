import type { Show } from '../../contract/contribution.ts'
import { sessionHours, sessionsOf } from '../../server/sessions.ts'
import { guardFields } from '../../view/form.ts'
import { html } from '../../view/html.ts'
import { table } from '../../view/table.ts'
import { time } from '../../view/times.ts'
import { consoleWords } from '../../view/words/console.ts'

/** The browsers in which somebody is signed in, each with a way to end it. */
export const showSessions: Show = async (asked) => {
  const { deployment, session, now, reader, at, guard, path } = asked
  const say = consoleWords[reader.language].session
  const sessions = await sessionsOf(deployment.ledger(), session.by, now)
  return {
    title: say.title,
    body: html`<p class="soft">${say.about}</p>
${table(
  say.title,
  [say.started, say.browser, say.way, say.ends, undefined],
  sessions.map(
    (each) =>
      html`<tr><td>${time(reader, each.at)}</td><td>${each.browser}</td><td>${say.ways[each.way]}</td><td>${time(reader, new Date(Date.parse(each.at) + sessionHours * 3_600_000))}</td><td>${
        each.hash === session.hash
          ? say.this
          : html`<form method="post" action="${at('/sessions/end')}">${guardFields(guard, path)}<input type="hidden" name="session" value="${each.hash.slice(0, 16)}"><button>${say.end}</button></form>`
      }</td></tr>`,
  ),
)}`,
  }
}
