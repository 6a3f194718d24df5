import { type Html, html } from './html.ts'
import type { IncidentView } from './view.ts'
import type { Words } from './words.ts'

/** How an incident stands, as one person reads it: whose it is, or how many of those who must have acknowledged. */
export const standing = (
  { state, acknowledgedBy = '?', partly = [], needed = 1 }: IncidentView,
  reader: string,
  say: Words,
): Html => {
  if (state === 'acknowledged')
    return html`<bdi>${acknowledgedBy === reader ? say.youHaveIt : say.hasIt(acknowledgedBy)}</bdi>`
  const isOver = state === 'resolved' || state === 'suppressed'
  if (isOver || partly.length === 0) return html`${say.state[state]}`
  const names = partly.map(({ by }) => (by === reader ? say.you : by))
  return html`<bdi>${say.partly(names, Math.max(needed, names.length))}</bdi>`
}
