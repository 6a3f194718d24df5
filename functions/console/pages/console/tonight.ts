import { errorName, errorText } from '../../../../shared/errors.ts'
import { log, redact } from '../../../../shared/log.ts'
import type { Asked, Contribution, Show } from '../../contract/contribution.ts'
import type { Attention, Night, Span } from '../../contract/night.ts'
import { type Html, html } from '../../view/html.ts'
import { icon } from '../../view/icons.ts'
import { linkRow } from '../../view/links.ts'
import { picture } from '../../view/night/picture.ts'
import { agoText, time } from '../../view/times.ts'
import { nightWords } from '../../view/words/night.ts'

const dayMs = 86_400_000

/** What a capability said of the night; nothing where it could not be read. */
interface Told {
  readonly title: string
  readonly night: Night | undefined
}

const tell = async (asked: Asked, span: Span, each: Contribution): Promise<Told | undefined> => {
  if (!each.night) return undefined
  const titled = each.title ?? each.menu?.[0]?.title
  const title = titled?.(asked.reader.language) ?? each.name
  try {
    return { title, night: await (await each.night())(asked, span) }
  } catch (error) {
    log.error('night not told', { capability: each.name, error: errorName(error), detail: redact(errorText(error)) })
    return { title, night: undefined }
  }
}

const ranks = { critical: 0, warning: 1, info: 2 } as const

/** The first page: the night in a few sentences, in one picture, and what needs a person. */
export const showTonight: Show = async (asked) => {
  const days = asked.query('span') === 'week' ? 7 : 1
  // From a whole minute on, so that all who look in this minute ask for the same.
  const from = Math.floor((asked.now.getTime() - days * dayMs) / 60_000) * 60_000
  const span = { from: new Date(from), until: asked.now }
  const told = (await Promise.all(asked.contributions.map((each) => tell(asked, span, each)))).filter(
    (each) => each !== undefined,
  )
  const missing = told.filter(({ night }) => night === undefined).map(({ title }) => title)
  const known = told.flatMap(({ title, night }) => (night ? [{ title, night }] : []))
  const say = nightWords[asked.reader.language]
  const attention = known
    .flatMap(({ night }) => night.attention)
    .sort((one, other) => ranks[one.severity] - ranks[other.severity])
  const drawn = picture(
    asked,
    span,
    known.map(({ title, night }) => ({ title, lanes: night.lanes })),
  )
  return {
    title: say.title,
    isWide: true,
    body: html`${spans(asked, days)}
<p class="story">${story(asked, known, attention, missing.length === 0)}</p>
${missing.length > 0 ? html`<p class="notice bad" role="alert">${say.notReadable(missing.join(', '))}</p>` : undefined}
${drawn ?? html`<p class="empty">${say.nothingRecorded}</p>`}
${needs(asked, attention, missing.length === 0)}`,
  }
}

const story = (
  { reader }: Asked,
  known: readonly { readonly night: Night }[],
  attention: readonly Attention[],
  isComplete: boolean,
): string => {
  const say = nightWords[reader.language]
  const isQuiet =
    isComplete && attention.length === 0 && known.every(({ night }) => night.wasQuiet ?? night.attention.length === 0)
  const sentences = known.flatMap(({ night }) => night.sentences)
  return [...(isQuiet ? [say.quiet] : []), ...(sentences.length > 0 ? sentences : [say.nothing])].join(' ')
}

const spans = ({ at, reader }: Asked, days: number): Html => {
  const say = nightWords[reader.language]
  return linkRow('spans', say.spanLabel, [
    { label: say.day, address: at('/'), isCurrent: days === 1 },
    { label: say.week, address: at('/', { span: 'week' }), isCurrent: days === 7 },
  ])
}

const needs = (asked: Asked, attention: readonly Attention[], isComplete: boolean): Html | undefined => {
  const say = nightWords[asked.reader.language]
  if (attention.length === 0)
    return isComplete ? html`<p class="fine">${icon('check')} ${say.needsNobody}</p>` : undefined
  return html`<section class="needs" aria-labelledby="needs"><h2 id="needs">${say.needsYou}</h2>
<ul class="need-list">${attention.map((each) => need(asked, each))}</ul></section>`
}

const need = (asked: Asked, { severity, title, detail, since, path, action }: Attention): Html =>
  html`<li class="${severity}"><div><p class="need-title">${
    path === undefined ? html`<bdi>${title}</bdi>` : html`<a href="${asked.at(path)}"><bdi>${title}</bdi></a>`
  }</p><p class="soft"><bdi>${detail}</bdi>${since === undefined ? undefined : html` · ${time(asked.reader, since)} · ${agoText(asked.reader, since, asked.now)}`}</p></div>${action}</li>`
