import { styleText } from 'node:util'
import Table from 'cli-table3'
import { withoutEscapes } from '../shared/escapes.ts'
import { printableJson } from '../shared/text.ts'

export type Cell = string | number | undefined

/** How rows look to people: the heading of each column, and what stands in it. */
export type Columns<Row> = Readonly<Record<string, (row: Row) => Cell>>

type Colour = 'red' | 'green' | 'yellow' | 'dim' | 'bold'

/** Colour on a terminal only; NO_COLOR is obeyed. */
export const paint = (colour: Colour, text: string): string => styleText(colour, text, { stream: process.stdout })

const good = new Set(['ok', 'succeeded', 'accepted', 'resolved', 'same'])
const bad = new Set(['failed', 'missed', 'open', 'wrong', 'error', 'problem'])
const doubtful = new Set(['warning', 'unknown', 'not known here', 'not known yet'])

const paintState = (text: string): string =>
  good.has(text)
    ? paint('green', text)
    : bad.has(text)
      ? paint('red', text)
      : doubtful.has(text)
        ? paint('yellow', text)
        : text

/**
 * A text of one line as a terminal may get it: keys, reasons and logs come from outside, and must not be able to move the
 * cursor, change colours or turn the line around. The joiners of emoji and of scripts stay.
 */
export const printable = (text: Cell): string =>
  withoutEscapes(String(text ?? '')).replace(/(?![\u200c\u200d])[\p{Cc}\p{Cf}]/gu, '�')

/** The same of a text of several lines. */
export const printableLines = (text: string): string => text.split('\n').map(printable).join('\n')

/** Says on stderr that there are more rows than are shown. @param more how to see them */
export const noteCut = (isCut: boolean, limit: number, more: string): void => {
  if (isCut) console.error(`Only the newest ${limit} are shown; there are more. ${more}`)
}

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
    console.log(printableJson(JSON.stringify(rows, undefined, 2)))
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

/** The reader's own zone, as IANA names it. */
export const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone

/** `2026-11-21 02:30` in the reader's own zone, for tables; JSON keeps ISO 8601. */
export const localTime = (iso: string | undefined): string =>
  iso ? new Date(iso).toLocaleString('sv-SE').slice(0, 16) : ''
