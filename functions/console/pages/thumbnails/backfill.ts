import {
  askBackfill,
  type BackfillState,
  backfillState,
  dollarsPerThousand,
} from '../../../../api/thumbnails/ask-backfill.ts'
import { UsageError } from '../../../../api/usage-error.ts'
import { terminal } from '../../../../shared/terminal.ts'
import type { Act, Asked } from '../../contract/contribution.ts'
import { actionForm } from '../../view/form.ts'
import { type Html, html } from '../../view/html.ts'
import { numberText, time } from '../../view/times.ts'
import { backfillWords } from '../../view/words/thumbnails-backfill.ts'

/** Has the function begin or go on, in the name of whoever is signed in. */
export const start: Act = async ({ deployment, session, reader }, form) => {
  const say = backfillWords[reader.language]
  if ((await backfillState(deployment)).state === 'running') throw new UsageError(say.runsAlready)
  const anew = form.get('anew') === 'yes'
  await askBackfill(deployment, { backfill: 'start', ...(anew ? { anew } : {}) }, session.by)
  return { said: say.begun, next: '/thumbnails' }
}

/** Has it stop. What was sent is still made. */
export const cancel: Act = async ({ deployment, session, reader }) => {
  const say = backfillWords[reader.language]
  if ((await backfillState(deployment)).state !== 'running') throw new UsageError(say.runsNot)
  await askBackfill(deployment, { backfill: 'cancel' }, session.by)
  return { said: say.isStopped, next: '/thumbnails' }
}

/** Seconds after which a page with this state looks again. */
export const refreshOf = ({ state }: BackfillState): number => (state === 'running' ? 15 : 300)

const found = ['right', 'missing', 'other-recipe', 'other-version', 'refused', 'archived'] as const

const headline = ({ reader }: Asked, { state, at, by, endedAt }: BackfillState): Html => {
  const say = backfillWords[reader.language]
  const who = by === undefined ? say.fromTerminal : html`<bdi>${by}</bdi>`
  if (state === 'none') return html`<p class="soft">${say.never}</p>`
  return html`<p><span class="badge ${state === 'running' ? 'info' : state === 'done' ? 'good' : 'warn'}">${say.states[state]}</span> ${say.begunAt} ${time(reader, at)} · ${who}${endedAt === undefined ? undefined : html` · ${say.endedAt} ${time(reader, endedAt)}`}</p>`
}

const counts = ({ reader }: Asked, { looked = 0, sent = 0, needs = {} }: BackfillState): Html => {
  const say = backfillWords[reader.language]
  const rows: readonly (readonly [string, number])[] = [
    [say.looked, looked],
    [say.sent, sent],
    ...found.flatMap((need) => (needs[need] ? [[say.needs[need], needs[need]] as const] : [])),
  ]
  return html`<dl class="fact-grid">${rows.map(([name, count]) => html`<div><dt>${name}</dt><dd>${numberText(reader, count)}</dd></div>`)}</dl>`
}

const buttons = (asked: Asked, state: BackfillState['state']): (Html | undefined)[] => {
  const say = backfillWords[asked.reader.language]
  if (state === 'running')
    return [actionForm(asked, { path: '/thumbnails/backfill/cancel', label: say.stop, effect: say.stopEffect })]
  const path = '/thumbnails/backfill'
  const effect = say.effect(dollarsPerThousand(asked.deployment).toFixed(2))
  if (state === 'none' || state === 'done') return [actionForm(asked, { path, label: say.start, effect })]
  return [
    actionForm(asked, { path, label: say.goOn, effect: say.goOnEffect }),
    actionForm(asked, { path, label: say.anew, effect, fields: { anew: 'yes' } }),
  ]
}

/** What is there already and has not the right thumbnails: how far the walk over the bucket is, and its buttons. */
export const backfillPart = (asked: Asked, state: BackfillState): Html => {
  const say = backfillWords[asked.reader.language]
  return html`<section><h2>${say.title}</h2>${headline(asked, state)}${state.state === 'none' ? undefined : counts(asked, state)}${buttons(asked, state.state)}<p class="soft">${say.terminal} <code>${terminal} thumbnails backfill --dry-run</code></p></section>`
}
