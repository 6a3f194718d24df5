import { sceneEmail, scenePage } from '../../../local/pictures/scene.ts'
import { columnsOf, piecesOf, rowsOf } from '../../../local/pictures/terminal-rows.ts'
import { drawTourOf, tourRows } from '../../../local/pictures/tour.ts'

const esc = String.fromCharCode(27)
const green = (text: string): string => `${esc}[32m${text}${esc}[39m`
const dim = (text: string): string => `${esc}[2m${text}${esc}[22m`
const bold = (text: string): string => `${esc}[1m${text}${esc}[22m`

const plainRows = (rows: ReturnType<typeof tourRows>): string[] =>
  rows.map((row) => row.map(({ text }) => text).join(''))

describe('rows of a terminal', () => {
  it('know the colours of what was printed', () => {
    expect(piecesOf(`${dim('   1.0 s ')} ${green('✓')} it <works>`)).toEqual([
      { text: '   1.0 s ', style: 'dim' },
      { text: ' ', style: 'plain' },
      { text: '✓', style: 'green' },
      { text: ' it <works>', style: 'plain' },
    ])
  })

  it('break after a word, go on under the first, and say where they were cut', () => {
    const hang = [{ text: '  ', style: 'plain' }] as const
    const rows = rowsOf(piecesOf('one two three four five six seven'), 10, hang, 3)
    expect(plainRows(rows)).toEqual(['one two', '  three', '  four…'])
  })

  it('count a Korean letter as two columns', () => {
    expect(columnsOf('a+b 사진.jpg')).toBe(12)
  })
})

const output = [
  '',
  '> nightshift@0.1.0 start',
  bold('Nightshift: corner-shop on this machine'),
  `${dim('   0.6 s ')} installing the AWS emulator for Python 3.11.7`,
  `${dim('  16.0 s ')} ${dim('  … templates and functions (2.0 s)')}`,
  `${dim('  20.0 s ')} 12 assets uploaded`,
  `${dim('  21.0 s ')} corner-shop-network deployed in 1.4 s`,
  `${dim('  22.0 s ')} ${green('✓')} the same stacks as on AWS are deployed ${dim('in 9.6 s')}`,
  '',
  bold('The tour, on real input'),
  `${dim('  23.0 s ')} ${green('✓')} a photo & its thumbnails ${dim('in 3.8 s')}`,
  ...['uploaded', 'large', 'medium', 'small'].map((each) => `          ${dim('│')} ${each}.webp`),
  `${dim('  24.0 s ')} ${green('✓')} a job ${dim('in 1.0 s')}`,
  `          ${dim('│')} ${'why it ended '.repeat(40)}`,
].join('\n')

describe('the picture of the tour', () => {
  it('leaves out what only says that it goes on, and shows the first rows of each stop', () => {
    const rows = plainRows(tourRows(output))
    expect(rows.slice(0, 7)).toEqual([
      'Nightshift: corner-shop on this machine',
      '  22.0 s  ✓ the same stacks as on AWS are deployed in 9.6 s',
      '',
      'The tour, on real input',
      '  23.0 s  ✓ a photo & its thumbnails in 3.8 s',
      '          │ uploaded.webp',
      '          │ large.webp',
    ])
    expect(rows.slice(7)).toEqual([
      '  24.0 s  ✓ a job in 1.0 s',
      expect.stringMatching(/^ {10}│ why it ended .* (why|it|ended)$/),
      expect.stringMatching(/^ {10}│ \S.*…$/),
    ])
    for (const row of rows) expect(columnsOf(row)).toBeLessThanOrEqual(127)
  })

  it('is the same for the same run, well-formed, and asks for nothing from elsewhere', () => {
    const svg = drawTourOf(output)
    expect(drawTourOf(output)).toBe(svg)
    expect(svg).toContain('a photo &amp; its thumbnails')
    expect(svg).toContain('<tspan x="88.0" class="green">✓</tspan>')
    expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|<script|<image/)
  })
})

describe('the pictures of messages', () => {
  it('are of one incident, and the same each time', () => {
    expect(scenePage()).toBe(scenePage())
    expect(scenePage()).toContain('corner-shop-database-storage')
    const email = sceneEmail(Buffer.from('a plot'))
    expect(email).toBe(sceneEmail(Buffer.from('a plot')))
    expect(email).toContain(`src="data:image/png;base64,${Buffer.from('a plot').toString('base64')}"`)
    expect(email).not.toContain('cid:')
  })
})
