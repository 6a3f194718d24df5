/** A line of a CSV file: the number of the line on which it begins, from 1, and its fields. */
export interface CsvRow {
  readonly line: number
  readonly fields: readonly string[]
}

/**
 * Reads RFC 4180: fields between quotes may hold commas, line breaks and doubled quotes. A quote within a field that does not begin
 * with one is a letter like others; one that is never closed ends with the text. A byte order mark and empty lines are left out.
 * @param text with LF, CRLF or CR at the ends of lines
 */
export const readCsv = (text: string): CsvRow[] => {
  const rows: CsvRow[] = []
  let [line, begun] = [1, 1]
  let fields: string[] = []
  let field = ''
  let quoted = false
  let wasQuoted = false

  const endField = (): void => {
    fields.push(field)
    field = ''
    wasQuoted = false
  }
  const endRow = (): void => {
    const isEmpty = fields.length === 0 && field.trim() === '' && !wasQuoted
    endField()
    if (!isEmpty) rows.push({ line: begun, fields })
    fields = []
  }

  for (let index = text.startsWith('\ufeff') ? 1 : 0; index < text.length; index += 1) {
    const letter = text.charAt(index)
    const isBreak = letter === '\n' || letter === '\r'
    if (isBreak && letter === '\r' && text.charAt(index + 1) === '\n') index += 1
    if (isBreak) line += 1
    if (quoted) {
      if (isBreak) field += '\n'
      else if (letter !== '"') field += letter
      else if (text.charAt(index + 1) === '"') {
        field += '"'
        index += 1
      } else quoted = false
    } else if (letter === '"' && field === '' && !wasQuoted) {
      quoted = true
      wasQuoted = true
    } else if (letter === ',') endField()
    else if (isBreak) {
      endRow()
      begun = line
    } else field += letter
  }
  endRow()
  return rows
}
