import { type SavedRow, savedOf } from '../../../../api/backups/plans.ts'
import type { ProcessRow } from '../../../../api/backups/processes.ts'
import { type ProofRow, proofsOf } from '../../../../api/backups/proofs.ts'
import { drillsOf, encryptionsOf, openProcesses, restoresOf } from '../../../../api/backups/tried.ts'
import type { Asked, Show } from '../../contract/contribution.ts'
import { engineText } from '../../view/engine-text.ts'
import { type Html, html } from '../../view/html.ts'
import { table } from '../../view/table.ts'
import { time } from '../../view/times.ts'
import { backupsWords } from '../../view/words/backups.ts'
import { menuTitle } from '../../view/words/menu.ts'
import { drillsSection, encryptionsSection, restoresSection } from './tried.ts'

/** Rows that are shown at most; the terminal has them all. */
const most = 500

const hourMs = 3_600_000

const stateOf = ({ reader }: Asked, { failing, isLate, isLeft, newest }: SavedRow): Html => {
  const { states } = backupsWords[reader.language]
  if (isLeft) return html`<span class="badge quiet">${states.left}</span>`
  if (failing) return html`<span class="badge bad">${states.failing}</span>`
  if (isLate) return html`<span class="badge bad">${states.late}</span>`
  return newest
    ? html`<span class="badge fine">${states.good}</span>`
    : html`<span class="badge info">${states.waiting}</span>`
}

const savedRow = (asked: Asked, row: SavedRow): Html => {
  const { reader, now } = asked
  const say = backupsWords[reader.language]
  const { plan, target, region, newest, count, failing } = row
  const hours = newest ? Math.max(0, Math.floor((now.getTime() - Date.parse(newest.at)) / hourMs)) : undefined
  return html`<tr><td>${stateOf(asked, row)}</td><th scope="row"><bdi>${target}</bdi>${failing ? html`<p class="soft"><bdi>${engineText(reader.language, failing.reason)}</bdi></p>` : undefined}</th><td><bdi>${plan}</bdi></td><td><bdi>${region ?? say.here}</bdi></td><td>${newest ? time(reader, newest.at) : undefined}</td><td class="number">${hours === undefined ? undefined : say.hours(hours)}</td><td class="number">${count}</td></tr>`
}

const proofRow = ({ reader }: Asked, { proof, of, proven, last }: ProofRow): Html => {
  const say = backupsWords[reader.language]
  return html`<tr><th scope="row"><bdi>${proof}</bdi></th><td><bdi>${of}</bdi></td><td>${proven ? time(reader, proven.at) : say.never}</td><td>${last && last.outcome !== 'done' ? html`<bdi>${engineText(reader.language, last.reason)}</bdi>` : undefined}</td></tr>`
}

const processRow = ({ reader }: Asked, { process, target, since, step, trouble }: ProcessRow): Html => {
  const say = backupsWords[reader.language]
  return html`<tr><th scope="row">${say.processes[process]}</th><td><bdi>${target}</bdi></td><td>${time(reader, since)}</td><td><code>${step}</code>${trouble ? html`<p class="soft"><bdi>${engineText(reader.language, trouble)}</bdi></p>` : undefined}</td></tr>`
}

/** What each plan holds, what was proven by a restore, how drills, encryptions and restores came out, and what is under way. */
export const showBackups: Show = async (asked) => {
  const { deployment, reader } = asked
  const say = backupsWords[reader.language]
  const [saved, proofs, open, drills, encryptions, restores] = await Promise.all([
    savedOf(deployment),
    proofsOf(deployment),
    openProcesses(deployment),
    drillsOf(deployment),
    encryptionsOf(deployment),
    restoresOf(deployment),
  ])
  const proven =
    proofs.length > 0
      ? html`<section><h2>${say.proofs}</h2>${table(
          say.proofs,
          [say.proof, say.of, say.proven, say.why],
          proofs.map((row) => proofRow(asked, row)),
        )}</section>`
      : undefined
  return {
    title: menuTitle('backups')(reader.language),
    refreshSeconds: 120,
    body: html`<section><h2>${say.saved}</h2>${
      saved.length > 0
        ? html`${table(
            say.saved,
            [say.state, say.of, say.plan, say.region, say.newest, { number: say.age }, { number: say.held }],
            saved.slice(0, most).map((row) => savedRow(asked, row)),
            { filter: true },
          )}${saved.length > most ? html`<p class="soft">${say.more(saved.length - most)}</p>` : undefined}`
        : html`<p class="soft">${say.none}</p>`
    }</section>
${proven}
${drillsSection(asked, drills)}
${encryptionsSection(asked, encryptions)}
${restoresSection(asked, restores)}
<section><h2>${say.underWay}</h2>${
      open.length > 0
        ? table(
            say.underWay,
            [say.process, say.of, say.since, say.step],
            open.map((row) => processRow(asked, row)),
          )
        : html`<p class="soft">${say.nothing}</p>`
    }</section>`,
  }
}
