/** What is left over of a text after its last whole record, and the records before it. */
interface Cut {
  readonly records: readonly (readonly string[])[]
  readonly rest: string
}

/** A field that begins at a place: its text and the place after it; undefined where the text ends within. */
const fieldAt = (text: string, at: number): { readonly field: string; readonly end: number } | undefined => {
  if (text[at] !== '"') {
    const comma = text.indexOf(',', at)
    const line = text.indexOf('\n', at)
    if (line < 0) return undefined
    const end = comma >= 0 && comma < line ? comma : line
    return { field: text.slice(at, text[end - 1] === '\r' && end > at ? end - 1 : end), end }
  }
  let close = text.indexOf('"', at + 1)
  while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2)
  if (close < 0 || close + 1 >= text.length) return undefined
  const field = text.slice(at + 1, close)
  return { field: field.includes('"') ? field.replaceAll('""', '"') : field, end: close + 1 }
}

/** Whole records at the beginning of a text; quotes may hold commas, line ends and doubled quotes. */
export const csvRecords = (text: string): Cut => {
  const records: string[][] = []
  let start = 0
  let at = 0
  let record: string[] = []
  for (;;) {
    const found = fieldAt(text, at)
    if (!found) return { records, rest: text.slice(start) }
    record.push(found.field)
    let { end } = found
    if (text[end] === '\r') end += 1
    if (end >= text.length) return { records, rest: text.slice(start) }
    at = end + 1
    if (text[end] !== '\n') continue
    if (record.length > 1 || record[0] !== '') records.push(record)
    record = []
    start = at
  }
}

/** Records of a stream of text, some at a time; what is kept in memory is one chunk of it and one record. */
export async function* csvOf(chunks: AsyncIterable<string>): AsyncGenerator<readonly (readonly string[])[]> {
  let rest = ''
  for await (const chunk of chunks) {
    const cut = csvRecords(rest + chunk)
    rest = cut.rest
    if (cut.records.length > 0) yield cut.records
  }
  const { records } = csvRecords(`${rest}\n`)
  if (records.length > 0) yield records
}
