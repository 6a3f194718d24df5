import { type Html, html } from './html.ts'

/** Names and what they are, as a list. What is not there is left out. */
export const facts = (entries: readonly (readonly [name: string, value: Html | string | false | undefined])[]): Html =>
  html`<dl class="fact-grid">${entries.map(([name, value]) =>
    value ? html`<div><dt>${name}</dt><dd>${value}</dd></div>` : undefined,
  )}</dl>`
