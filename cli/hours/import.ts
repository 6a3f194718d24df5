import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { configText, type Imported, importHours } from '../../api/hours.ts'
import { UsageError } from '../../api/usage-error.ts'
import { errorText } from '../../shared/errors.ts'
import { type JsonOption, jsonOption } from '../options.ts'
import { printableLines, printRows } from '../print.ts'

const standardInput = 0

const readText = (file: string): string => {
  try {
    return readFileSync(file === '-' ? standardInput : file, 'utf8')
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${errorText(error)}`)
  }
}

/** Calendars, targets and notes as rows of one array. */
const rowsOf = ({ calendars, targets, notes }: Imported) => [
  ...Object.entries(calendars).map(([name, calendar]) => ({ what: 'calendar', name, ...calendar })),
  ...targets.map((target) => ({ what: 'target', ...target })),
  ...notes.map((note) => ({ what: 'note', ...note })),
]

interface ImportOptions extends JsonOption {
  readonly tag?: string
}

export const registerImport = (hours: Command): void => {
  hours
    .command('import <file...>')
    .description(
      "Instance Scheduler's schedules as calendars of this config, and what has no equal; files of JSON, - for stdin",
    )
    .option('--tag <key>', 'the tag that names a schedule: Schedule, unless somebody changed it')
    .option(...jsonOption)
    .action((files: string[], _: ImportOptions, self: Command) => {
      const { json = false, tag } = self.optsWithGlobals<ImportOptions>()
      const imported = importHours(
        files.map((file) => ({ text: readText(file), from: file === '-' ? 'What came in' : file })),
        tag,
      )
      if (json) printRows(rowsOf(imported), { json }, {}, '')
      else console.log(printableLines(configText(imported)))
    })
}
