import { styleText } from 'node:util'
import Table from 'cli-table3'

export type Cell = string | number | undefined

/** How rows look to people: the heading of each column, and what stands in it. */
export type Columns<Row> = Readonly<Record<string, (row: Row) => Cell>>

type Colour = 'red' | 'green' | 'yellow' | 'dim' | 'bold'

/** Colour on a terminal only; NO_COLOR is obeyed. */
export const paint = (colour: Colour, text: string): string => styleText(colour, text, { stream: process.stdout })

const good = new Set(['ok', 'succeeded', 'accepted', 'resolved', 'same'])
const bad = new Set(['failed', 'missed', 'open', 'wrong', 'error', 'problem'])

const paintState = (text: string): string =>
  good.has(text) ? paint('green', text) : bad.has(text) ? paint('red', text) : text

// A cell must not be able to move the cursor or change colours: keys and reasons come from outside.
const printable = (cell: Cell): string => String(cell ?? '').replace(/[\p{Cc}\p{Cf}]/gu, '�')

/**
 * Prints records: as a JSON array with `--json`, else as a table.
 * @param nothing what to say to a person when there is no row
 */
export const printRows = <Row>(
  rows: readonly Row[],
  { json }: { readonly json?: boolean },
  columns: Columns<Row>,
  nothing: string,
): void => {
  if (json) {
    console.log(JSON.stringify(rows, undefined, 2))
    return
  }
  if (rows.length === 0) {
    console.log(nothing)
    return
  }
  const table = new Table({
    head: Object.keys(columns).map((heading) => paint('bold', heading)),
    chars: {
      top: '',
      'top-mid': '',
      'top-left': '',
      'top-right': '',
      bottom: '',
      'bottom-mid': '',
      'bottom-left': '',
      'bottom-right': '',
      left: '',
      'left-mid': '',
      mid: '',
      'mid-mid': '',
      right: '',
      'right-mid': '',
      middle: '  ',
    },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  })
  for (const row of rows) table.push(Object.values(columns).map((cell) => paintState(printable(cell(row)))))
  console.log(table.toString().replace(/ +$/gm, ''))
}

/** Characters of a text that a table's cell shows; `--json` has all of it. */
export const longestCell = 160

/** `2026-11-21 02:30` in the reader's own zone, for tables; JSON keeps ISO 8601. */
export const localTime = (iso: string | undefined): string =>
  iso ? new Date(iso).toLocaleString('sv-SE').slice(0, 16) : ''
