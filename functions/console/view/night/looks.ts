import { raw } from 'hono/html'
import { type Html, html } from '../html.ts'

/**
 * How things look in the picture: each by its shape as well as by its colour. A mark is drawn around (0, 0), at most 12 wide and
 * 18 high; a bar has a pattern, a border or a height of its own. `class` names the colour in static/console.css.
 */
export const looks = {
  // Incidents: what is open is striped and full, what is acknowledged plain and full, what is over an outline.
  'incident-open': { bar: 'open', height: 16, fill: 'stripes' },
  'incident-acknowledged': { bar: 'acknowledged', height: 16 },
  'incident-over': { bar: 'over', height: 10 },
  'incident-held': { bar: 'held', height: 6, fill: 'light-stripes' },
  'incident-taken': {
    mark: 'ink',
    shape: '<circle r="6" class="ground"/><path d="m-3 .2 2.2 2.2L3.2-2.2" fill="none"/>',
  },
  // Messages: a flag that stands, lies crossed out, or is hollow.
  'message-sent': { mark: 'info', shape: '<path d="M-4-7 5-2.5-4 2V8"/>' },
  'message-failed': { mark: 'bad', shape: '<path d="M-5-5 5 5M5-5-5 5"/>' },
  'message-waiting': { mark: 'soft', shape: '<path d="M-4-7 5-2.5-4 2V8Z" fill="none"/>' },
  // Runs: a stroke, a stroke with a ring, a cross, a triangle, a dot.
  'run-good': { mark: 'calm', shape: '<rect x="-1" y="-6" width="2" height="12" rx="1"/>' },
  'run-retried': {
    mark: 'good',
    shape: '<rect x="-1.5" y="-7" width="3" height="9" rx="1.5"/><circle cy="6" r="2.6" fill="none"/>',
  },
  'run-bad': { mark: 'bad', shape: '<path d="M-5-6 5 6M5-6-5 6"/>' },
  'run-missed': { mark: 'bad', shape: '<path d="M0-7 6 5H-6Z" fill="none"/>' },
  'run-left-out': { mark: 'soft', shape: '<circle r="2.5" fill="none"/>' },
  'run-going': { bar: 'going', height: 10, fill: 'light-stripes' },
  'run-long': { bar: 'good', height: 10 },
  'run-long-bad': { bar: 'bad', height: 10 },
  // What lies ahead is an outline; where several run at once, a full bar.
  'run-planned': { bar: 'planned', height: 10 },
  overlap: { bar: 'overlap', height: 12 },
  // Originals that were refused: a square with a stroke through it; fixed since: an empty one.
  refused: { mark: 'bad', shape: '<path d="M-5-5H5V5H-5ZM-5 5 5-5" fill="none"/>' },
  'refused-fixed': { mark: 'soft', shape: '<path d="M-4.5-4.5h9v9h-9Z" fill="none"/>' },
  // What changed: by Nightshift a diamond, by a person a filled one.
  changed: { mark: 'info', shape: '<path d="M0-6 6 0 0 6-6 0Z" fill="none"/>' },
  'changed-by-hand': { mark: 'hand', shape: '<path d="M0-6 6 0 0 6-6 0Z"/>' },
  'change-failed': { mark: 'bad', shape: '<path d="M0-7 7 0 0 7-7 0ZM-3-3 3 3M3-3-3 3" fill="none"/>' },
  // What is off: a low striped bar; a switch that failed is a cross.
  off: { bar: 'off', height: 12, fill: 'light-stripes' },
  // Who is blocked: a bar with dots.
  blocked: { bar: 'blocked', height: 12, fill: 'dots' },
  // Failures that a metric has counted: a circle with a stroke through it.
  failures: { mark: 'bad', shape: '<path d="M-5 0A5 5 0 1 1 5 0 5 5 0 1 1-5 0ZM-3.5 3.5 3.5-3.5" fill="none"/>' },
} as const satisfies Record<
  string,
  | { readonly bar: string; readonly height: number; readonly fill?: string }
  | { readonly mark: string; readonly shape: string }
>

export type Look = keyof typeof looks

export const isBar = (look: Look): boolean => 'bar' in looks[look]

/** The pattern of a bar that has one. An attribute: in a file of styles the address of a pattern means another document. */
export const fillOf = (form: (typeof looks)[Look]): Html | undefined =>
  'fill' in form ? html` fill="url(#${form.fill})"` : undefined

/** The shapes of the looks that a page uses, for `<use href="#look-…">`, and the patterns of bars. Nobody sees it by itself. */
export const lookShapes = (
  used: ReadonlySet<Look>,
): Html => html`<svg class="shapes" width="0" height="0" aria-hidden="true" focusable="false"><defs>
<pattern id="stripes" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" class="ground"/><rect width="3" height="6" class="ink"/></pattern>
<pattern id="light-stripes" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)"><rect width="1.5" height="5" class="ink"/></pattern>
<pattern id="dots" width="5" height="5" patternUnits="userSpaceOnUse"><rect width="5" height="5" class="ground"/><circle cx="2.5" cy="2.5" r="1.2" class="ink"/></pattern>
${[...used].map((look) => {
  const form = looks[look]
  if (!('shape' in form)) return undefined
  // What must not be overlooked stands out of what lies below it.
  const halo = form.mark === 'bad' ? html`<g class="halo">${raw(form.shape)}</g>` : undefined
  return html`<g id="look-${look}" class="mark ${form.mark}">${halo}${raw(form.shape)}</g>`
})}</defs></svg>`

/** All looks, in the order in which a legend has them. */
export const lookNames = Object.keys(looks) as readonly Look[]
