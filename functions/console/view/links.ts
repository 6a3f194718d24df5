import type { Asked } from '../contract/contribution.ts'
import { type Html, html } from './html.ts'

/** A link of a row. */
interface RowLink {
  readonly label: string
  /** As `at` gives it. */
  readonly address: string
  /** Whether the page shows what it leads to. */
  readonly isCurrent?: boolean
}

/** Links beside each other, such as the spans of a chart. @param look `spans`: beside the heading; `choices`: in the text */
export const linkRow = (look: 'spans' | 'choices', label: string, links: readonly RowLink[]): Html =>
  html`<nav class="${look}" aria-label="${label}">${links.map(
    ({ label: text, address, isCurrent }) =>
      html`<a class="span-link" href="${address}"${isCurrent ? html` aria-current="true"` : undefined}>${text}</a>`,
  )}</nav>`

/** A link that looks like a button: it leads to a path of the console. */
export const buttonLink = ({ at }: Pick<Asked, 'at'>, path: string, label: string): Html =>
  html`<a class="button" href="${at(path)}">${label}</a>`
