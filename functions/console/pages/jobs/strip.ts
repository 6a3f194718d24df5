import type { RunRow } from '../../../../api/jobs/runs.ts'
import type { Asked } from '../../contract/contribution.ts'
import { type Html, html } from '../../view/html.ts'
import type { Look } from '../../view/night/looks.ts'
import { isBad, isGoing, markOf, runPath, titleOf } from './run-look.ts'

/** Runs of a strip. */
export const stripRuns = 60

/** The marks that a strip of these runs uses, for `lookShapes`. */
export const looksOf = (runs: readonly RunRow[]): Set<Look> =>
  new Set(runs.map((run) => (isGoing(run) ? 'run-going' : markOf(run))))

const percent = (value: number): number => Math.round(value * 100) / 100

/**
 * The last runs of a job side by side, the newest at the right, each by shape and colour. What went wrong is drawn last, so that nothing
 * stands on it. Hidden from who listens: the words beside it say the same.
 * @param runs newest first
 */
export const strip = (asked: Asked, runs: readonly RunRow[]): Html => {
  const placed = runs
    .slice(0, stripRuns)
    .map((run, index) => ({ run, at: percent(((stripRuns - index - 0.5) / stripRuns) * 100) }))
    .sort((one, other) => Number(isBad(one.run)) - Number(isBad(other.run)))
  return html`<svg class="track strip" width="100%" height="28" aria-hidden="true" focusable="false">${placed.map(
    ({ run, at }) =>
      html`<a href="${asked.at(runPath(run.job, run.scheduledAt))}" tabindex="-1"><g><title>${titleOf(asked, run)}</title>${
        isGoing(run)
          ? html`<rect class="bar going" x="${percent(at - 0.8)}%" y="9" width="1.6%" height="10" fill="url(#light-stripes)"/>`
          : html`<use href="#look-${markOf(run)}" x="${at}%" y="14"/>`
      }</g></a>`,
  )}</svg>`
}
