import { withoutEscapes } from '../../../shared/escapes.ts'
import { redact } from '../../../shared/log.ts'
import { cut } from '../../../shared/text.ts'

/** Lines of a log that a message carries, and characters of a line. */
const shownLines = 10
const shownLength = 200

/** Lines that are read for that: many of them may be blank. */
export const readLines = 200

/** The lines of a text without escape sequences. Progress is drawn over itself, which a line of text cannot show: what was drawn last counts. */
const linesOf = (text: string): string[] =>
  text.split(/\r?\n/).map((line) => withoutEscapes(line).trimEnd().split('\r').at(-1) ?? '')

const withoutControls = (line: string): string => line.replace(/[^\P{Cc}\t]/gu, ' ')

/** What a terminal may get of an event: no escape sequences and no other control characters, of what was drawn over itself the last. */
export const plainLines = (text: string): string[] => linesOf(text.replace(/\r?\n$/, '')).map(withoutControls)

/** A line without numbers or addresses of people and without control characters, and at most so long. */
const shownLine = (line: string, longest: number): string => cut(withoutControls(redact(line)), longest)

const filledLines = (text: string): string[] => linesOf(text).filter((line) => line.trim() !== '')

/** What one event of a log says, line by line, as it may be shown: no blank lines, colours, numbers or addresses of people. */
export const shownEvent = (message: string, longest: number): string[] =>
  filledLines(message).map((line) => shownLine(line, longest))

/** The end of a log as it may be kept and sent: no blank lines, colours, numbers or addresses of people, and short. */
export const shownTail = (lines: readonly string[]): string[] =>
  lines
    .flatMap(filledLines)
    .slice(-shownLines)
    .map((line) => shownLine(line, shownLength))
