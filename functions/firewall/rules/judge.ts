import { compareBytes } from '../../../shared/compare-bytes.ts'
import type { FirewallEvidence, FirewallLine, FirewallOffence } from '../../../shared/ledger/records/firewall.ts'
import type { EvidenceLine } from '../logs/counts.ts'
import type { Rule } from './rule.ts'
import { type Blocked, type MinuteSum, minuteSums, type Series } from './series.ts'
import type { Scope } from './slice.ts'

/** What a rule has against a client. */
export interface Offence extends FirewallOffence {
  readonly scopes: readonly Scope[]
  readonly evidence?: FirewallEvidence | undefined
}

/** What of a client's lines does not count. */
export interface NotCounted extends Blocked {
  /** Minutes up to this one, by minutes since 1970. */
  readonly upTo?: number | undefined
}

/** ISO 8601 in UTC. */
export const isoOf = (milliseconds: number): string => new Date(milliseconds).toISOString()

interface Run {
  readonly firstMinute: number
  readonly lastMinute: number
  /** Milliseconds since 1970, of its last line, whole seconds. */
  readonly last: number
  readonly peak: number
  readonly scopes: readonly Scope[]
}

/** The last offence: minutes whose windows have enough, as long as one follows another within a window. */
const lastRun = (sums: readonly MinuteSum[], { threshold, windowMinutes }: Rule): Run | undefined => {
  let run: Run | undefined
  let [from, sum] = [0, 0]
  sums.forEach(({ minute, count, lastSecond }, index) => {
    sum += count
    for (let oldest = sums[from]; oldest && oldest.minute <= minute - windowMinutes; oldest = sums[from]) {
      sum -= oldest.count
      from += 1
    }
    if (sum < threshold) return
    const window = sums.slice(from, index + 1)
    const begins = window[0]?.minute ?? minute
    const before = run && run.lastMinute >= begins ? run : undefined
    run = {
      firstMinute: before?.firstMinute ?? begins,
      lastMinute: minute,
      last: minute * 60_000 + lastSecond * 1000,
      peak: Math.max(before?.peak ?? sum, sum),
      scopes: [...new Set([...(before?.scopes ?? []), ...window.flatMap(({ scopes }) => [...scopes])])].sort(),
    }
  })
  return run
}

type Place = Pick<FirewallEvidence, 'bucket' | 'key'>

/** The lines of evidence between two minutes, by time, each with its object. */
const linesBetween = ({ lines }: Series, { firstMinute, lastMinute }: Run) => {
  const [begins, ends] = [isoOf(firstMinute * 60_000), isoOf((lastMinute + 1) * 60_000)]
  const isBetween = (line: EvidenceLine | undefined): line is EvidenceLine =>
    line !== undefined && line.at >= begins && line.at < ends
  return lines
    .flatMap(({ bucket, key, first, last }) => [first, last].filter(isBetween).map((line) => ({ line, bucket, key })))
    .sort(
      (one, other) =>
        compareBytes(one.line.at, other.line.at) || compareBytes(one.key, other.key) || one.line.line - other.line.line,
    )
}

const placed = (line: EvidenceLine, place: Place, beside: Place): FirewallLine =>
  place.bucket === beside.bucket && place.key === beside.key ? line : { ...line, ...place }

/**
 * Whether a client is an offender under a rule: at least `threshold` lines within `windowMinutes` minutes of the clock in a row, by the
 * lines' own time. The answer depends on which lines there are, not on the order in which they came.
 * @returns the last such offence; its `last` is the time of its last line, to the second
 */
export const judge = (series: Series, rule: Rule, { upTo, ...blocked }: NotCounted): Offence | undefined => {
  const sums = minuteSums(series, blocked).filter(({ minute }) => upTo === undefined || minute > upTo)
  const run = lastRun(sums, rule)
  if (!run) return undefined
  const lines = linesBetween(series, run)
  const [first, last] = [lines[0], lines.at(-1)]
  return {
    rule: rule.name,
    count: run.peak,
    threshold: rule.threshold,
    windowMinutes: rule.windowMinutes,
    first: first?.line.at ?? isoOf(run.firstMinute * 60_000),
    last: isoOf(run.last),
    scopes: run.scopes,
    ...(first &&
      last && {
        evidence: {
          bucket: last.bucket,
          key: last.key,
          first: placed(first.line, { bucket: first.bucket, key: first.key }, last),
          last: last.line,
        },
      }),
  }
}
