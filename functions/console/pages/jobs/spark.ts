import type { RunRow } from '../../../../api/jobs/runs.ts'
import { type Html, html } from '../../view/html.ts'
import type { Reader } from '../../view/reader.ts'
import { durationText } from '../../view/times.ts'
import { jobsWords } from '../../view/words/jobs.ts'
import { type Usual, usualOf } from './usual.ts'

const width = 100
const height = 34
/** Left free above and below, so that dots are whole. */
const edge = 3

const round = (value: number): number => Math.round(value * 100) / 100

/** Runs that have a duration, oldest first. */
const durationsOf = (runs: readonly RunRow[]): number[] =>
  runs
    .flatMap(({ state, seconds }) =>
      seconds !== undefined && (state === 'succeeded' || state === 'failed') ? [seconds] : [],
    )
    .reverse()

/**
 * How long the last runs took, as a line from the oldest to the newest, from 0 at the foot, over a band of what is usual. A dot
 * marks the newest, and each one outside the band. @param runs newest first
 */
export const sparkline = (runs: readonly RunRow[]): Html | undefined => {
  const durations = durationsOf(runs)
  if (durations.length < 2) return undefined
  const usual = usualOf(runs)
  const most = Math.max(...durations, 1)
  const x = (index: number): number => round(2 + (index / (durations.length - 1)) * (width - 4))
  const y = (seconds: number): number => round(height - edge - (seconds / most) * (height - 2 * edge))
  const isOutside = (seconds: number): boolean =>
    usual !== undefined && (seconds > usual.until * 1.5 || seconds < usual.from / 2)
  return html`<svg class="spark" width="100%" height="${height}" aria-hidden="true" focusable="false"><svg width="100%" height="${height}" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none">${
    usual &&
    html`<rect class="usual" x="0" width="${width}" y="${y(usual.until)}" height="${Math.max(1.5, round(y(usual.from) - y(usual.until)))}"/>`
  }<polyline class="durations" points="${durations.map((seconds, index) => `${x(index)},${y(seconds)}`).join(' ')}" vector-effect="non-scaling-stroke"/></svg>${durations.map(
    (seconds, index) =>
      index === durations.length - 1 || isOutside(seconds)
        ? html`<circle class="${isOutside(seconds) ? 'outside' : 'newest'}" cx="${x(index)}%" cy="${y(seconds)}" r="2.5"/>`
        : undefined,
  )}</svg>`
}

/** The usual range in words: `usually 20 to 40 seconds`. */
export const usualText = (reader: Pick<Reader, 'language'>, { from, until }: Usual): string => {
  const say = jobsWords[reader.language]
  const [low, high] = [durationText(reader, from), durationText(reader, until)]
  return low === high ? say.usualOne(low) : say.usual(low, high)
}

/** What the line says, in words. */
export const sparkText = (reader: Pick<Reader, 'language'>, runs: readonly RunRow[]): string => {
  const say = jobsWords[reader.language]
  const last = durationsOf(runs).at(-1)
  if (last === undefined) return say.noDurations
  const usual = usualOf(runs)
  const strange = usual && (last > usual.until * 1.5 ? say.longer : last < usual.from / 2 ? say.shorter : undefined)
  return [
    ...(usual ? [usualText(reader, usual)] : []),
    `${say.lastTook(durationText(reader, last))}${strange === undefined ? '' : ` (${strange})`}`,
  ].join(', ')
}
