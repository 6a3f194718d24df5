import { setTimeout as wait } from 'node:timers/promises'
import type { Command } from 'commander'
import { plainLines, readWholeLog, type WholeLogLine } from '../api/jobs.ts'
import { UsageError } from '../api/usage-error.ts'
import { findDeployment } from './deployment.ts'
import { type JsonOption, jsonOption, wholeOption } from './options.ts'
import { ownZone, printable, printRows } from './print.ts'

interface LogsOptions extends JsonOption {
  readonly run?: string
  readonly attempt?: number
  readonly follow?: true
  readonly raw?: true
}

/** Adds `logs <job> [time...]` to the noun `runs`. */
export const registerLogs = (runs: Command): void => {
  runs
    .command('logs <job> [time...]')
    .description('the whole log of a run; without a time, of the newest that had a task')
    .option('--run <time>', 'the run of that time')
    .option('--attempt <number>', 'of an earlier attempt', wholeOption(1, 1_000))
    .option('-f, --follow', 'go on while it runs, through its further attempts')
    .option('--raw', 'with the escape sequences that it wrote')
    .option(...jsonOption)
    .action(async (job: string, words: string[], _: unknown, self: Command) => {
      const { json = false, run, attempt, follow, raw } = self.optsWithGlobals<LogsOptions>()
      if (json && follow)
        throw new UsageError('Use either --json, which prints an array at the end, or --follow, not both.')
      if (run !== undefined && words.length > 0)
        throw new UsageError('Give the time of the run once: after the name, or with --run.')
      const time = run ?? (words.length > 0 ? words.join(' ') : undefined)
      const zone = ownZone()
      const rows: WholeLogLine[] = []
      let last = 0
      const print = (line: WholeLogLine): void => {
        if (line.attempt !== last && last !== 0) console.error(`Attempt ${line.attempt}:`)
        last = line.attempt
        if (raw) process.stdout.write(`${line.text.replace(/\r?\n$/, '')}\n`)
        else for (const text of plainLines(line.text)) console.log(printable(text.replaceAll('\t', '  ')))
      }
      const write = json
        ? (line: WholeLogLine) => rows.push(raw ? line : { ...line, text: plainLines(line.text).join('\n') })
        : print
      const note = (text: string): void => console.error(printable(text))
      await readWholeLog(await findDeployment(), { job, time, zone, attempt, follow, write, note, wait })
      if (json) printRows(rows, { json }, {}, '')
    })
}
