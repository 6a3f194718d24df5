import { type Change, changesSince } from '../../../../api/changes.ts'
import { type KeptBucket, keptBuckets } from '../../../../api/lifecycle/kept.ts'
import { isLeft, type PreviewRow, planLifecycle, previewRows } from '../../../../api/lifecycle/plan.ts'
import { errorName } from '../../../../shared/errors.ts'
import { log } from '../../../../shared/log.ts'
import type { Asked, Show } from '../../contract/contribution.ts'
import { engineText } from '../../view/engine-text.ts'
import { actionForm } from '../../view/form.ts'
import { type Html, html } from '../../view/html.ts'
import { changeText } from '../../view/night/changes.ts'
import { table } from '../../view/table.ts'
import { numberText, time } from '../../view/times.ts'
import { planText } from '../../view/words/engine/lifecycle-plans.ts'
import { lifecycleWords } from '../../view/words/lifecycle.ts'
import { menuTitle } from '../../view/words/menu.ts'

const dayMs = 86_400_000

/** Changes that are shown at most. */
const mostChanges = 100

const looks = { kept: 'good', failing: 'bad', new: 'info' } as const

const bucketTable = ({ reader }: Asked, buckets: readonly KeptBucket[]): Html => {
  const say = lifecycleWords[reader.language]
  return table(
    say.buckets,
    [],
    buckets.map(
      ({ bucket, state, since, rules, reason }) =>
        html`<tr><th scope="row"><bdi>${bucket}</bdi></th><td><span class="badge ${looks[state]}">${say.states[state]}</span> ${since && html`<span class="soft">${say.since} ${time(reader, since)}</span>`}</td><td>${say.rules}: ${numberText(reader, rules)}</td><td><bdi>${reason === undefined ? undefined : engineText(reader.language, reason)}</bdi></td></tr>`,
    ),
  )
}

/** The plan; nothing where AWS could not be asked. A page without it says so. */
const planOf = async ({ deployment }: Asked) => {
  try {
    return await planLifecycle(deployment)
  } catch (error) {
    log.error('lifecycle not planned', { error: errorName(error) })
    return undefined
  }
}

const signs: Readonly<Record<string, string>> = {
  add: '+',
  remove: '−',
  change: '~',
  rename: '~',
  error: '!',
  warning: '!',
  'held back': '!',
}

const planTable = ({ reader }: Asked, rows: readonly PreviewRow[]): Html => {
  const say = lifecycleWords[reader.language]
  return table(
    say.plan,
    [say.bucket, say.change, say.rule, say.words],
    rows.map(
      ({ bucket, change, id, words }) =>
        html`<tr class="${signs[change] === '+' ? 'added' : signs[change] === '−' ? 'removed' : 'other'}"><th scope="row"><bdi>${bucket}</bdi></th><td>${signs[change]} ${say.changes[change] ?? change}</td><td><bdi>${id}</bdi></td><td><bdi>${engineText(reader.language, planText(reader.language, words))}</bdi></td></tr>`,
    ),
    { look: 'difference' },
  )
}

const planPart = async (asked: Asked): Promise<Html> => {
  const say = lifecycleWords[asked.reader.language]
  const plans = await planOf(asked)
  if (plans === undefined) return html`<p class="notice bad">${say.notPlanned}</p>`
  const rows = previewRows(plans).filter(({ change }) => change !== 'left alone' && change !== 'same')
  if (!plans.some(isLeft) && rows.length === 0) return html`<p class="fine">${say.nothing}</p>`
  return html`${planTable(asked, rows)}
${plans.some(isLeft) ? actionForm(asked, { path: '/lifecycle/apply', label: say.apply, effect: say.applyEffect }) : undefined}`
}

const changeTable = ({ reader }: Asked, changes: readonly Change[]): Html => {
  const say = lifecycleWords[reader.language]
  if (changes.length === 0) return html`<p class="soft">${say.noChange}</p>`
  return table(
    say.last,
    [say.when, say.bucket, say.what],
    changes.map(
      ({ at, target, summary, by }) =>
        html`<tr><td>${time(reader, at)}</td><th scope="row"><bdi>${target}</bdi></th><td><bdi>${changeText(reader.language, { summary, by })}</bdi></td></tr>`,
    ),
    { filter: true },
  )
}

/** Buckets with a lifecycle policy, what the next reconcile would change in them, and what was changed. */
export const showBuckets: Show = async (asked) => {
  const { deployment, reader, now } = asked
  const say = lifecycleWords[reader.language]
  const [buckets, plan, changes] = await Promise.all([
    keptBuckets(deployment),
    planPart(asked),
    changesSince(deployment, new Date(now.getTime() - 30 * dayMs)),
  ])
  return {
    title: menuTitle('lifecycle')(reader.language),
    refreshSeconds: 300,
    body: html`<section><h2>${say.buckets}</h2>${bucketTable(asked, buckets)}</section>
<section><h2>${say.plan}</h2><p class="soft">${say.planAbout}</p>${plan}</section>
<section><h2>${say.last}</h2>${changeTable(asked, changes.filter(({ capability }) => capability === 'lifecycle').slice(0, mostChanges))}</section>`,
  }
}
