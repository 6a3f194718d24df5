/** How a piece of a terminal's row looks. */
export type Style = 'plain' | 'bold' | 'dim' | 'red' | 'green' | 'yellow'

export interface Piece {
  readonly text: string
  readonly style: Style
}

/** The colours of `styleText` that our own output uses, by their numbers. */
const styles: Readonly<Record<string, Style>> = { 1: 'bold', 2: 'dim', 31: 'red', 32: 'green', 33: 'yellow' }

const colourChange = new RegExp(`${String.fromCharCode(27)}\\[([0-9;]*)m`, 'g')

/** A line as a program wrote it for a terminal, taken apart at its colours. Other escapes are not expected. */
export const piecesOf = (line: string): Piece[] => {
  const pieces: Piece[] = []
  let style: Style = 'plain'
  let from = 0
  for (const found of line.matchAll(colourChange)) {
    pieces.push({ text: line.slice(from, found.index), style })
    style = styles[found[1] ?? ''] ?? 'plain'
    from = found.index + found[0].length
  }
  return [...pieces, { text: line.slice(from), style }].filter(({ text }) => text !== '')
}

const wide = /\p{Script=Hangul}|\p{Script=Han}|\p{Script=Katakana}|\p{Script=Hiragana}/u

/** Columns of a terminal that a character takes. */
export const columnsOf = (text: string): number =>
  [...text].reduce((sum, character) => sum + (wide.test(character) ? 2 : 1), 0)

/** The part of a text that fits into so many columns, cut after a word where one ends. */
const fitting = (text: string, columns: number): string => {
  let end = 0
  let used = 0
  for (const character of text) {
    used += columnsOf(character)
    if (used > columns) break
    end += character.length
  }
  if (end === text.length) return text
  const word = text.lastIndexOf(' ', end)
  return text.slice(0, word > 0 ? word : end)
}

/**
 * A line broken into rows of a terminal of so many columns. Further rows begin with `hang`, and after `most` rows the rest is
 * an ellipsis; of no rows at all, nothing is left.
 */
export const rowsOf = (pieces: readonly Piece[], columns: number, hang: readonly Piece[], most: number): Piece[][] => {
  if (most < 1) return []
  const rows: Piece[][] = [[]]
  let used = 0
  const left = [...pieces]
  for (let piece = left.shift(); piece; piece = left.shift()) {
    const row = rows.at(-1) ?? []
    const part = fitting(piece.text, columns - used)
    row.push({ ...piece, text: part })
    used += columnsOf(part)
    const rest = piece.text.slice(part.length).trimStart()
    if (rest === '') continue
    if (rows.length === most) {
      row.push({ text: '…', style: 'dim' })
      break
    }
    rows.push([...hang])
    used = hang.reduce((sum, { text }) => sum + columnsOf(text), 0)
    left.unshift({ ...piece, text: rest })
  }
  return rows
}
