import type { Shown } from '../../../../api/hours/show.ts'
import type { Asked } from '../../contract/contribution.ts'
import { type Html, html } from '../../view/html.ts'
import { time, timeText } from '../../view/times.ts'
import { hoursWords } from '../../view/words/hours.ts'

type State = keyof (typeof hoursWords)['en']['states']

/** How a target stands, in one word, as the terminal says it. */
export const stateOf = ({ trouble, order, hand, wanted }: Shown): State => {
  if (trouble) return trouble.code === 'left-off' ? 'left-off' : 'trouble'
  if (order) return order.action === 'stop' ? 'stopping' : order.action === 'size' ? 'sizing' : 'starting'
  return hand?.state ?? wanted ?? 'unknown'
}

const looks: Readonly<Record<State, string>> = {
  running: 'good',
  stopped: 'quiet',
  starting: 'info',
  stopping: 'info',
  sizing: 'info',
  trouble: 'bad',
  'left-off': 'bad',
  unknown: 'quiet',
}

/** The state as a badge, with who is behind it where a person is. */
export const stateBadge = ({ reader }: Asked, shown: Shown): Html => {
  const say = hoursWords[reader.language]
  const state = stateOf(shown)
  const who = shown.override
    ? say.setBy(shown.override.by)
    : shown.hand && (shown.hand.found ? say.asFound : say.byHand)
  return html`<span class="badge ${looks[state]}">${say.states[state]}</span>${who === undefined || shown.trouble ? undefined : html` <span class="soft"><bdi>${who}</bdi></span>`}`
}

/** Why it is so: what is wrong with it, who set it, or what its calendar says. */
export const whyOf = ({ reader }: Asked, { trouble, override, because }: Shown): Html => {
  const say = hoursWords[reader.language]
  if (trouble) return html`<bdi>${trouble.words}</bdi> <code>${trouble.code}</code>`
  if (override)
    return html`<bdi>${say.setTo(override.by, override.state, timeText(reader, override.until), override.why ?? '')}</bdi>`
  return because === undefined
    ? html`${say.saysNothing}`
    : html`<bdi>${because.text}</bdi> <code>${because.path}</code>`
}

/** The next change of a target. */
export const nextOf = ({ reader }: Asked, { next: [first] }: Shown): Html | undefined => {
  const say = hoursWords[reader.language]
  return first && html`${say.next}: ${say.states[first.state]} ${time(reader, first.at)}`
}
