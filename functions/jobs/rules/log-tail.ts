import { stripVTControlCharacters } from 'node:util'
import { redact } from '../../../shared/log.ts'
import { cut } from '../../../shared/text.ts'

/** Lines of a log that a message carries, and characters of a line. */
const shownLines = 10
const shownLength = 200

/** Lines that are read for that: many of them may be blank. */
export const readLines = 200

// Progress is drawn over itself, which a line of text cannot show: what was drawn last counts.
const linesOf = (text: string): string[] =>
  text.split(/\r?\n/).map((line) => stripVTControlCharacters(line).trimEnd().split('\r').at(-1) ?? '')

/** The end of a log as it may be kept and sent: no blank lines, colours, numbers or addresses of people, and short. */
export const shownTail = (lines: readonly string[]): string[] =>
  lines
    .flatMap(linesOf)
    .filter((line) => line.trim() !== '')
    .slice(-shownLines)
    .map((line) => cut(redact(line).replace(/[^\P{Cc}\t]/gu, ' '), shownLength))
