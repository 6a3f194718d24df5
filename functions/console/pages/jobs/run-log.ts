import { type LogLine, type RunLog, readTaskLog } from '../../../../api/jobs/log.ts'
import type { RunRecord } from '../../../../shared/ledger/records.ts'
import type { Asked } from '../../contract/contribution.ts'
import { type Html, html } from '../../view/html.ts'
import { linkRow } from '../../view/links.ts'
import { timeText } from '../../view/times.ts'
import { jobRunWords } from '../../view/words/job-run.ts'
import { isGoing } from './run-look.ts'

/** The attempt whose log is asked for: by the query `attempt`, else the newest. */
const attemptOf = ({ query }: Asked, run: RunRecord): Pick<RunRecord, 'attempt' | 'taskArn'> =>
  run.earlier?.find(({ attempt }) => String(attempt) === query('attempt')) ?? run

/**
 * The end of the log of a run's task, or of an earlier attempt's. What the run has kept of it is shown where CloudWatch has nothing
 * or does not answer.
 */
export const runLog = async (asked: Asked, run: RunRecord): Promise<Html> => {
  const { deployment, reader } = asked
  const say = jobRunWords[reader.language]
  const attempt = attemptOf(asked, run)
  const isNewest = attempt.attempt === run.attempt
  const goesOn = isNewest && isGoing(run)
  const before = asked.query('before')
  const log =
    attempt.taskArn === undefined ? undefined : await readTaskLog(deployment, run.job, attempt.taskArn, before)
  const kept = isNewest && before === undefined ? (run.logTail ?? []) : []
  return html`<section aria-labelledby="log"><h2 id="log">${isNewest ? say.log : say.logOf(attempt.attempt)}</h2>
${pages(asked, attempt.attempt, isNewest, log, before)}
${shown(asked, log, kept) ?? html`<p class="soft">${attempt.taskArn === undefined ? say.noTask : log === undefined ? say.noLog : goesOn ? say.noLine : say.noLines}</p>`}
${log && 'notRead' in log ? html`<p class="soft">${say.notRead(log.notRead)}</p>` : undefined}
${goesOn && before === undefined && log && 'lines' in log ? html`<p class="soft">${say.follows}</p>` : undefined}</section>`
}

/** The pages of a log are as long as a browser shows well: from one to the one before it, and back to its end. */
const pages = (
  { at, path, reader }: Asked,
  attempt: number,
  isNewest: boolean,
  log: RunLog | undefined,
  before: string | undefined,
): Html | undefined => {
  const say = jobRunWords[reader.language]
  const query = isNewest ? {} : { attempt: String(attempt) }
  const earlier = log && 'lines' in log ? log.earlier : undefined
  const links = [
    ...(earlier === undefined
      ? []
      : [{ label: say.earlierLines, address: `${at(path, { ...query, before: earlier })}#log` }]),
    ...(before === undefined ? [] : [{ label: say.lastLines, address: `${at(path, query)}#log` }]),
  ]
  return links.length === 0 ? undefined : linkRow('choices', say.log, links)
}

const shown = ({ reader }: Asked, log: RunLog | undefined, kept: readonly string[]): Html | undefined => {
  const say = jobRunWords[reader.language]
  if (log && 'lines' in log && log.lines.length > 0)
    return logBox(
      say.log,
      log.lines.map(
        ({ at, text }: LogLine) => html`<span class="at">${timeText(reader, at, 'second')}</span> ${text}\n`,
      ),
    )
  if (kept.length === 0) return undefined
  return html`${logBox(
    say.log,
    kept.map((line) => html`${line}\n`),
  )}<p class="soft">${say.kept}</p>`
}

/** Lines of which the last is seen first, also while more come: the box is turned around by its style. */
const logBox = (label: string, lines: readonly Html[]): Html =>
  html`<div class="scroll log" tabindex="0" role="group" aria-label="${label}"><pre>${lines}</pre></div>`
