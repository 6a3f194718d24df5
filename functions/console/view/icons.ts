import { raw } from 'hono/html'
import { type Html, html } from './html.ts'

/** Paths on a square of 20, drawn as lines of 1.5. */
const shapes = {
  night: '<path d="M16.5 11.8A7 7 0 0 1 8.2 3.5a7 7 0 1 0 8.3 8.3Z"/>',
  incident: '<path d="M10 3.2 17.3 16H2.7L10 3.2Z"/><path d="M10 8v3.5M10 13.7v.1"/>',
  calendar: '<rect x="3" y="4.5" width="14" height="12.5" rx="2"/><path d="M3 8.5h14M7 2.8v3.4M13 2.8v3.4"/>',
  job: '<circle cx="10" cy="10" r="7"/><path d="M10 6v4l2.8 1.8"/>',
  picture:
    '<rect x="3" y="4" width="14" height="12" rx="2"/><path d="m4 14 3.8-3.8 2.7 2.7 2.2-2.2L16 14"/><circle cx="12.8" cy="7.6" r="1.1"/>',
  bucket:
    '<path d="M3.5 5.5h13l-1.4 10.2a1.6 1.6 0 0 1-1.6 1.3h-7a1.6 1.6 0 0 1-1.6-1.3L3.5 5.5Z"/><path d="M4 9h12"/>',
  queue: '<path d="M3 5.5h14M3 10h14M3 14.5h8"/><path d="m14 13 2.5 1.6-2.5 1.6Z"/>',
  chart: '<path d="M3.5 3.5v13h13"/><path d="m6.5 12.5 3-3.5 2.5 2 4-5"/>',
  power: '<path d="M10 3v6.5"/><path d="M6 5.2a6.5 6.5 0 1 0 8 0"/>',
  shield: '<path d="M10 2.8 16 5v4.6c0 3.6-2.5 6.3-6 7.6-3.5-1.3-6-4-6-7.6V5l6-2.2Z"/>',
  network:
    '<rect x="7.2" y="2.8" width="5.6" height="4.2" rx="1"/><rect x="2.6" y="13" width="5.6" height="4.2" rx="1"/><rect x="11.8" y="13" width="5.6" height="4.2" rx="1"/><path d="M10 7v3M5.4 13v-3h9.2v3"/>',
  config:
    '<path d="M4 5.5h7M15 5.5h1M4 10h1M9 10h7M4 14.5h6M14 14.5h2"/><circle cx="13" cy="5.5" r="1.6"/><circle cx="7" cy="10" r="1.6"/><circle cx="12" cy="14.5" r="1.6"/>',
  cost: '<circle cx="10" cy="10" r="7"/><path d="M12.3 7.6c-.5-.8-1.3-1.2-2.3-1.2-1.3 0-2.3.7-2.3 1.8 0 2.5 4.7 1.1 4.7 3.6 0 1.1-1 1.8-2.4 1.8-1.1 0-2-.5-2.4-1.3M10 5v10"/>',
  person: '<circle cx="10" cy="7" r="3.2"/><path d="M3.8 16.5c.6-3.2 3-5 6.2-5s5.6 1.8 6.2 5"/>',
  sun: '<circle cx="10" cy="10" r="3.2"/><path d="M10 2.5v2M10 15.5v2M2.5 10h2M15.5 10h2M4.7 4.7l1.4 1.4M13.9 13.9l1.4 1.4M4.7 15.3l1.4-1.4M13.9 6.1l1.4-1.4"/>',
  check: '<path d="m4 10.5 4 4 8-9"/>',
  arrow: '<path d="M4 10h12M11.5 5.5 16 10l-4.5 4.5"/>',
} as const

export type IconName = keyof typeof shapes

/** A small drawing beside words that say the same: hidden from who listens. */
export const icon = (name: IconName): Html =>
  html`<svg class="icon" viewBox="0 0 20 20" width="18" height="18" aria-hidden="true" focusable="false">${raw(shapes[name])}</svg>`
