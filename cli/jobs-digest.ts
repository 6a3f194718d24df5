import { type Command, InvalidArgumentError } from 'commander'
import { readJobDigest } from '../api/jobs.ts'
import { languages } from '../shared/language.ts'
import { isInstant } from '../shared/time.ts'
import { findDeployment } from './deployment.ts'
import { type JsonOption, jsonOption } from './options.ts'
import { ownZone, printableLines, printRows } from './print.ts'

/** Parses a day of an option, `2026-11-30`. */
const dayOption = (text: string): string => {
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || !isInstant(text))
    throw new InvalidArgumentError(`"${text}" is not a day; write it like 2026-11-30.`)
  return text
}

const languageOption = (text: string): (typeof languages)[number] => {
  const language = languages.find((each) => each === text)
  if (language === undefined)
    throw new InvalidArgumentError(`"${text}" is not a language that Nightshift writes; use ${languages.join(' or ')}.`)
  return language
}

interface DigestOptions extends JsonOption {
  readonly day?: string
  readonly language?: (typeof languages)[number]
}

/** Adds `digest` to the noun `jobs`. */
export const registerDigest = (jobs: Command): void => {
  jobs
    .command('digest')
    .description(
      'what ran, what did not, what was slower than usual, and what it cost: the newest, as it is sent by email',
    )
    .option('--day <day>', 'that of the morning of another day: 2026-11-30', dayOption)
    .option('--language <language>', `in ${languages.join(' or ')}`, languageOption)
    .option(...jsonOption)
    .action(async (_: unknown, self: Command) => {
      const { json = false, day, language } = self.optsWithGlobals<DigestOptions>()
      const zone = ownZone()
      const row = await readJobDigest(await findDeployment(), { day, zone, language })
      if (json) printRows([row], { json }, {}, '')
      else console.log(printableLines(`${row.title}\n\n${row.body}`))
    })
}
