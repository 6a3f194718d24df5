import { backfillState } from '../../../../api/thumbnails/ask-backfill.ts'
import { newestThumbnails } from '../../../../api/thumbnails/newest.ts'
import { openRejects, type RejectRow, readRejects } from '../../../../api/thumbnails/rejects.ts'
import type { Asked, Show } from '../../contract/contribution.ts'
import { engineText } from '../../view/engine-text.ts'
import { actionForm } from '../../view/form.ts'
import { type Html, html } from '../../view/html.ts'
import { table } from '../../view/table.ts'
import { numberText, time } from '../../view/times.ts'
import { menuTitle } from '../../view/words/menu.ts'
import { thumbnailsWords } from '../../view/words/thumbnails.ts'
import { backfillPart, refreshOf } from './backfill.ts'

/** Pictures, refusals that nothing has fixed, and newest refusals that are shown at most. */
const most = { pictures: 24, open: 1_000, recent: 50 } as const

const gallery = async (asked: Asked): Promise<Html> => {
  const { deployment, reader, at } = asked
  const say = thumbnailsWords[reader.language]
  const rows = await newestThumbnails(deployment, most.pictures)
  if (rows.length === 0) return html`<p class="soft">${say.noneYet}</p>`
  return html`<ul class="gallery">${rows.map(
    ({ id, key, at: made }) =>
      html`<li><img src="${at(`/thumbnails/pictures/${id}`)}" alt="" width="120" height="120" loading="lazy"><p><bdi>${key}</bdi></p><p class="soft">${time(reader, made)}</p></li>`,
  )}</ul><p class="soft">${say.newestAbout}</p>`
}

type Open = Pick<RejectRow, 'cause' | 'key'>

const byCause = (asked: Asked, open: readonly Open[]): Html => {
  const { reader } = asked
  const say = thumbnailsWords[reader.language]
  if (open.length === 0) return html`<p class="fine">${say.allFine}</p>`
  const groups = [...Map.groupBy(open, ({ cause }) => cause)].sort(([, one], [, other]) => other.length - one.length)
  const wordsOf = (cause: string) =>
    (Object.hasOwn(say.causeWords, cause) ? say.causeWords[cause] : undefined) ?? say.other
  const canAct = asked.session.role === 'act'
  return html`${table(
    say.byCause,
    [say.cause, undefined, say.why, say.todo, ...(canAct ? [undefined] : [])],
    groups.map(
      ([cause, each]) =>
        html`<tr><th scope="row"><code>${cause}</code></th><td class="number">${numberText(reader, each.length)}</td><td>${wordsOf(cause).why}</td><td>${wordsOf(cause).todo}</td>${canAct ? html`<td>${actionForm(asked, { path: '/thumbnails/replay', label: say.replay, fields: { cause } })}</td>` : undefined}</tr>`,
    ),
  )}
${actionForm(asked, { path: '/thumbnails/replay', label: say.replayAll, effect: say.replayEffect })}`
}

const recentTable = (asked: Asked, rows: readonly RejectRow[]): Html => {
  const { reader } = asked
  const say = thumbnailsWords[reader.language]
  return html`<section><h2>${say.recent}</h2>${table(
    say.recent,
    [say.original, say.cause, say.why, say.refusedAt, undefined],
    rows.map(
      ({ key, cause, reason, at, resolution, resolvedAt }) =>
        html`<tr><th scope="row"><bdi>${key}</bdi></th><td><code>${cause}</code></td><td><bdi>${engineText(reader.language, reason)}</bdi></td><td>${time(reader, at)}</td><td>${
          resolution === undefined
            ? (actionForm(asked, { path: '/thumbnails/replay', label: say.replayOne, fields: { key } }) ??
              html`<span class="badge bad">${say.open}</span>`)
            : html`<span class="badge">${say.fixed[resolution]}</span> ${resolvedAt && time(reader, resolvedAt)}`
        }</td></tr>`,
    ),
    { filter: `${say.original}, ${say.cause}` },
  )}</section>`
}

/** The newest thumbnails, small, and the originals that were refused: by cause, with why and what to do. */
export const showThumbnails: Show = async (asked) => {
  const { deployment, reader } = asked
  const say = thumbnailsWords[reader.language]
  const [pictures, backfill, open, recent] = await Promise.all([
    gallery(asked),
    backfillState(deployment),
    openRejects(deployment, { limit: most.open }),
    readRejects(deployment, { limit: most.recent }),
  ])
  return {
    title: menuTitle('thumbnails')(reader.language),
    refreshSeconds: refreshOf(backfill),
    body: html`<section><h2>${say.newest}</h2>${pictures}</section>
${backfillPart(asked, backfill)}
<section><h2>${say.byCause}</h2>${byCause(asked, open)}</section>
${recent.length > 0 ? recentTable(asked, recent) : undefined}`,
  }
}
