import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { stripVTControlCharacters } from 'node:util'
import { projectRoot } from '../places.ts'
import { type Piece, piecesOf, rowsOf } from './terminal-rows.ts'
import { drawTerminal } from './terminal-svg.ts'

const columns = 126

/** Rows below each stop's title: the picture is to be taken in at a glance. */
const rowsOfAStop = 2

/** What says only that something still goes on, or how the emulator was fed. */
const passing = /^\s*[\d.]+ s\s+(… |installing|still |emulator |\d+ assets|\S+ deployed in|\S+: \d+ of \d+ resources)/

const bar: readonly Piece[] = [
  { text: ' '.repeat(10), style: 'plain' },
  { text: '│', style: 'dim' },
  { text: ' ', style: 'plain' },
]

const isDetail = (line: string): boolean => /^ {10}│/.test(stripVTControlCharacters(line))

/**
 * What `npm start -- --once` printed as rows of a terminal: without the lines that only say that it goes on, and with the first
 * rows of what each stop reports.
 */
export const tourRows = (output: string): Piece[][] => {
  const lines = output.split('\n').map((line) => line.trimEnd())
  const from = lines.findIndex((line) => stripVTControlCharacters(line).startsWith('Nightshift: '))
  const kept = lines.slice(Math.max(0, from)).filter((line) => !passing.test(stripVTControlCharacters(line)))
  let left = rowsOfAStop
  return kept
    .join('\n')
    .trim()
    .split('\n')
    .flatMap((line) => {
      if (!isDetail(line)) left = rowsOfAStop
      const rows = rowsOf(piecesOf(line), columns, bar, isDetail(line) ? left : 1)
      if (isDetail(line)) left -= rows.length
      return rows
    })
}

/**
 * Runs the tour, as `npm start -- --once` does, and draws what it printed. It takes a minute or two.
 * @throws Error where the tour does not hold: a picture of that would promise something else
 */
export const drawTour = async (): Promise<string> => {
  const child = spawn('npm', ['start', '--silent', '--', '--once'], {
    cwd: projectRoot,
    env: { ...process.env, FORCE_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve))
  const [output, code] = await Promise.all([text(child.stdout), ended])
  if (code !== 0) throw new Error(`The tour ended with ${code}:\n${output.split('\n').slice(-15).join('\n')}`)
  return drawTourOf(output)
}

/** The picture of what a run printed. */
export const drawTourOf = (output: string): string =>
  drawTerminal(tourRows(output), {
    columns,
    title: 'npm start',
    label: 'What npm start prints: each reaction with its result',
  })
