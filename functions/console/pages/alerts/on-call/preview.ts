import { type Preview, previewOverride, previewSwap } from '../../../../../api/alerts/overrides.ts'
import { type OnCallState, readOnCall } from '../../../../../api/alerts/run-time.ts'
import { UsageError } from '../../../../../api/usage-error.ts'
import type { Asked, Page, Show } from '../../../contract/contribution.ts'
import { actionForm } from '../../../view/form.ts'
import { type Html, html } from '../../../view/html.ts'
import { instantOfInput } from '../../../view/local-input.ts'
import { onCallWords } from '../../../view/words/alerts/on-call.ts'
import { turnTable } from './calendar.ts'
import { coverForm, coverHours, swapForm } from './forms.ts'

interface Period {
  readonly from?: string | undefined
  readonly until?: string | undefined
}

/** The time that the query names, by the clocks that the form was drawn for. @throws UsageError for what is not a time */
const periodOf = ({ query, reader, now }: Asked, hours?: number): Period => {
  const from = instantOfInput(query('begin'), query('zone'), reader)
  const until = instantOfInput(query('end'), query('zone'), reader)
  if (until !== undefined || hours === undefined) return { from, until }
  const begins = from === undefined ? now.getTime() : Math.max(Date.parse(from), now.getTime())
  return { from, until: new Date(begins + hours * 3_600_000).toISOString() }
}

/** The preview of a time, or why there is none. @param read gives the time */
const previewed = async (
  read: () => Period,
  judge: (period: Period) => Promise<Preview>,
): Promise<{ readonly preview: Preview; readonly period: Period }> => {
  try {
    const period = read()
    return { preview: await judge(period), period }
  } catch (error) {
    if (error instanceof UsageError) return { preview: { refused: error.message }, period: {} }
    throw error
  }
}

/** Who would be on call if somebody covered a time, and the button that does it. */
export const showCover: Show = async (asked) => {
  const { deployment, query, reader } = asked
  const say = onCallWords[reader.language]
  const state = await readOnCall(deployment)
  const [rotation, who, instead] = [query('rotation') ?? '', query('who') ?? '', query('instead')]
  const hours = coverHours.find((each) => String(each) === query('hours'))
  const { preview, period } = await previewed(
    () => periodOf(asked, hours),
    async ({ from, until }) =>
      until === undefined
        ? { refused: say.noEnd }
        : previewOverride(deployment, { rotation, who, instead, from, until }),
  )
  return page(asked, state, preview, {
    title: say.cover,
    path: '/on-call/cover',
    effect: say.coverEffect,
    wanted: { rotation, who, instead, why: query('why'), begin: period.from, end: period.until },
    form: coverForm(asked, state),
  })
}

/** The same for two people who have each other's turns. */
export const showSwap: Show = async (asked) => {
  const { deployment, query, reader } = asked
  const say = onCallWords[reader.language]
  const state = await readOnCall(deployment)
  const [rotation, who, other] = [query('rotation') ?? '', query('who') ?? '', query('with') ?? '']
  const { preview, period } = await previewed(
    () => periodOf(asked),
    ({ from, until }) => previewSwap(deployment, { rotation, who, with: other, from, until }),
  )
  return page(asked, state, preview, {
    title: say.swap,
    path: '/on-call/swap',
    effect: say.swapEffect,
    wanted: { rotation, who, with: other, why: query('why'), begin: period.from, end: period.until },
    form: swapForm(asked, state),
  })
}

interface Change {
  readonly title: string
  /** Of the action that does it. */
  readonly path: string
  readonly effect: string
  /** Fields of the form that does it. */
  readonly wanted: Readonly<Record<string, string | undefined>>
  /** The form that led here, to be filled in otherwise. */
  readonly form: Html
}

/** Address of this page with its query, to which whoever is refused comes back. */
const ownAddress = ({ path, query, at }: Asked): string => {
  const names = ['rotation', 'who', 'with', 'instead', 'begin', 'end', 'hours', 'zone', 'why']
  return at(path, Object.fromEntries(names.map((name) => [name, query(name)]))).slice(at('').length)
}

/** A warning of the engine, which is the part of a sentence, as one. */
const sentence = (text: string): string =>
  `${text.slice(0, 1).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`

const page = (
  asked: Asked,
  state: OnCallState,
  preview: Preview,
  { title, path, effect, wanted, form }: Change,
): Page => {
  const say = onCallWords[asked.reader.language]
  const again = html`<details class="panel"${'refused' in preview ? html` open` : undefined}><summary>${say.changeInputs}</summary>${form}</details>`
  const around = { title, above: [{ path: '/on-call', title: say.title }], refreshSeconds: 0 }
  if ('refused' in preview)
    return {
      ...around,
      body: html`<p class="notice bad" role="alert"><strong>${say.refused}.</strong> ${preview.refused}</p>${again}`,
    }
  const { before, after, warnings } = preview
  return {
    ...around,
    body: html`<p class="soft">${say.nothingYet}</p>
<section aria-labelledby="would"><h2 id="would">${say.wouldBe}</h2>${turnTable(asked, state, after, say.override)}</section>
<section aria-labelledby="is"><h2 id="is">${say.isNow}</h2>${turnTable(asked, state, before)}</section>
${warnings.length > 0 ? html`<section aria-labelledby="warn"><h2 id="warn">${say.warnings}</h2><ul class="note-list">${warnings.map((each) => html`<li class="notice warn">${sentence(each)}</li>`)}</ul></section>` : undefined}
${actionForm({ ...asked, path: ownAddress(asked) }, { path, label: say.doCover, effect, fields: wanted, look: 'first' })}
${again}`,
  }
}
