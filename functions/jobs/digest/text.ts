import type { Language } from '../../../shared/language.ts'
import { terminal } from '../../../shared/terminal.ts'
import type { Digest, EndedAlike, JobSummary } from './digest.ts'
import { type Counts, words } from './words.ts'

/** Lines of a section; the others are counted. A deployment may have hundreds of jobs, and a phone is small. */
const longest = 20

const dollarsText = (amount: number): string => `$${amount.toFixed(amount > 0 && amount < 1 ? 4 : 2)}`

/** A digest as people read it. */
export interface DigestText {
  /** One line. */
  readonly title: string
  /** Short lines; an empty one parts the sections. */
  readonly body: string
}

const sumOf = (rows: readonly { readonly count: number }[]): number => rows.reduce((sum, { count }) => sum + count, 0)

const countsOf = (digest: Digest): Counts => ({
  succeeded: digest.jobs.reduce((sum, { succeeded }) => sum + succeeded, 0),
  failed: sumOf(digest.failed),
  missed: sumOf(digest.notRun.filter(({ state }) => state === 'missed')),
  slow: sumOf(digest.slow),
  late: digest.late.length,
})

/** Whether anything in a digest went wrong: a run failed, was missed or late, or took longer than usual. */
export const hasTrouble = (digest: Digest): boolean => {
  const { failed, missed, slow, late } = countsOf(digest)
  return failed + missed + slow + late > 0
}

/**
 * A digest in the language of its reader. It is short where all went well and nothing is left over: then its first line says that there is nothing to
 * report, and where no run ended at all it is its only one.
 */
export const digestText = (digest: Digest, language: Language): DigestText => {
  const said = words[language]
  const { zone } = digest
  const time = (at: string): string => said.time(new Date(at), zone)
  const section = (head: string, lines: readonly string[]): string[] => {
    if (lines.length === 0) return []
    const rest = lines.length - longest
    return [[head, ...lines.slice(0, longest), ...(rest > 0 ? [said.more(rest)] : [])].join('\n')]
  }
  const endLine = ({ job, cause, count, last, exitCode, attempt }: EndedAlike): string =>
    [
      `${job}, ${count > 1 ? said.often(count, time(last)) : time(last)}: ${said.cause(cause)}`,
      ...(exitCode === undefined ? [] : [said.exitCode(exitCode)]),
      ...(attempt > 1 ? [said.attempts(attempt)] : []),
    ].join(' ')
  const jobLine = ({ job, seconds, dollars, ...counts }: JobSummary): string => {
    const states = (['succeeded', 'failed', 'missed', 'leftOut', 'going'] as const).flatMap((state) =>
      counts[state] > 0 ? [said.states[state](counts[state])] : [],
    )
    return `${job}: ${[...states, ...(seconds > 0 ? [said.duration(seconds)] : []), ...(dollars ? [dollarsText(dollars)] : [])].join(', ')}`
  }
  const [from, until] = [time(digest.from), time(digest.until)]
  const counts = countsOf(digest)
  const isTrouble = hasTrouble(digest)
  const leftOut = sumOf(digest.notRun) - counts.missed
  const isCalm = !isTrouble && digest.going.length + leftOut === 0
  const others = [
    ...(digest.going.length > 0 ? [said.states.going(digest.going.length)] : []),
    ...(leftOut > 0 ? [said.states.leftOut(leftOut)] : []),
    said.states.succeeded(counts.succeeded),
  ]
  const title = isTrouble ? said.trouble(counts) : isCalm ? said.calmTitle(counts.succeeded) : said.title(others)
  const calm = said.calm(counts.succeeded, from, until)
  if (isCalm && digest.jobs.length === 0) return { title, body: calm }
  const ran = digest.jobs.filter(({ succeeded, failed }) => succeeded + failed > 0)
  return {
    title,
    body: [
      isCalm ? calm : said.stretch(from, until, zone),
      ...section(said.heads.failed, digest.failed.map(endLine)),
      ...section(said.heads.notRun, digest.notRun.map(endLine)),
      ...section(
        said.heads.slow,
        digest.slow.map(
          ({ job, scheduledAt, seconds, usual, count }) =>
            `${job}, ${said.slow(time(scheduledAt), said.duration(seconds), said.duration(usual))}${count > 1 ? said.slowMore(count) : ''}`,
        ),
      ),
      ...section(
        said.heads.late,
        digest.late.map(({ job, scheduledAt }) => `${job}, ${time(scheduledAt)}`),
      ),
      ...section(
        said.heads.going,
        digest.going.map((run) => `${run.job}, ${time(run.scheduledAt)}: ${said.going(run)}`),
      ),
      ...section(said.heads.ran, ran.map(jobLine)),
      [
        ...(digest.dollars > 0 ? [said.cost(dollarsText(digest.dollars))] : []),
        ...(digest.unpriced.length > 0 ? [said.unpriced(digest.unpriced.slice(0, longest).join(', '))] : []),
        ...(digest.isCut ? [said.isCut] : []),
        said.see(`${terminal} jobs digest --day ${digest.day}`),
      ].join('\n'),
    ].join('\n\n'),
  }
}
