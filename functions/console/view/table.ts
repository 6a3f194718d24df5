import { type Html, html } from './html.ts'

/** The head of a column: its name; `number` for one of numbers; nothing for one without a name, such as one of buttons. */
type Head = string | { readonly number: string } | undefined

interface TableLook {
  /** Its class. */
  readonly look?: string
  /** A field that filters its rows; a text says what by. */
  readonly filter?: true | string
}

const headOf = (head: Head): Html => {
  if (head === undefined) return html`<td></td>`
  return typeof head === 'string'
    ? html`<th scope="col">${head}</th>`
    : html`<th scope="col" class="number">${head.number}</th>`
}

const filterOf = (filter: TableLook['filter']): Html | undefined => {
  if (filter === undefined) return undefined
  return filter === true ? html` data-filter` : html` data-filter="${filter}"`
}

/**
 * A table that scrolls sideways where it is too wide, also by the keyboard.
 * @param label what it is, for those who listen
 * @param heads none: a table without a row of heads
 */
export const table = (
  label: string,
  heads: readonly Head[],
  rows: readonly (Html | undefined)[],
  { look, filter }: TableLook = {},
): Html =>
  html`<div class="scroll" tabindex="0" role="group" aria-label="${label}"><table${look ? html` class="${look}"` : undefined}${filterOf(filter)}>${
    heads.length > 0 ? html`<thead><tr>${heads.map(headOf)}</tr></thead>` : undefined
  }<tbody>${rows}</tbody></table></div>`
