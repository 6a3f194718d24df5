import { columnsOf, type Piece, type Style } from './terminal-rows.ts'

/** Pixels. A monospaced character is about 0.6 of its size wide; each piece is put at its column, so a font may differ. */
const size = { font: 12, column: 7.2, row: 16.5, margin: 16, bar: 30 } as const

const colours: Readonly<Record<Style, string>> = {
  plain: '#d6deeb',
  bold: '#ffffff',
  dim: '#7f8c9f',
  red: '#ff7b72',
  green: '#5fd38d',
  yellow: '#e3b341',
}
const background = '#0d1420'
const fonts = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Noto Sans CJK KR',monospace"

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const drawRow = (row: readonly Piece[], y: number): string => {
  let column = 0
  const pieces = row.map(({ text, style }) => {
    const start = text.length - text.trimStart().length
    const x = size.margin + (column + start) * size.column
    column += columnsOf(text)
    const shown = text.trim()
    return shown === '' ? '' : `<tspan x="${x.toFixed(1)}" class="${style}">${escapeXml(shown)}</tspan>`
  })
  const drawn = pieces.join('')
  return drawn === '' ? '' : `<text y="${y}">${drawn}</text>`
}

/**
 * Rows of a terminal as an SVG picture, light on dark, readable on white pages and on black ones. The same rows make the same
 * picture.
 * @param label what a reader who does not see it is told
 */
export const drawTerminal = (
  rows: readonly (readonly Piece[])[],
  { columns, title, label }: { readonly columns: number; readonly title: string; readonly label: string },
): string => {
  const width = Math.ceil(columns * size.column + 2 * size.margin)
  const height = Math.ceil(size.bar + rows.length * size.row + size.margin)
  const classes = Object.entries(colours).map(([style, colour]) => `.${style}{fill:${colour}}`)
  const lines = rows
    .map((row, index) => drawRow(row, size.bar + (index + 0.9) * size.row))
    .filter((line) => line !== '')
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeXml(label)}">
<style>text{font:${size.font}px ${fonts}}.bold{font-weight:700}${classes.join('')}</style>
<rect width="${width}" height="${height}" rx="8" fill="${background}"/>
<circle cx="18" cy="16" r="5" fill="#ff5f57"/><circle cx="36" cy="16" r="5" fill="#febc2e"/><circle cx="54" cy="16" r="5" fill="#28c840"/>
<text x="${width / 2}" y="20" text-anchor="middle" class="dim">${escapeXml(title)}</text>
${lines.join('\n')}
</svg>
`
}
