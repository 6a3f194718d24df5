import type { Outage } from '../../../shared/ledger/records.ts'

/** One attempt of the probe. */
export interface Sample {
  /** Epoch milliseconds at which it began. */
  readonly at: number
  readonly up: boolean
}

/** What the probe wrote, as attempts in the order of their beginning. What is no line of its own is left out. */
export const samplesOf = (lines: readonly string[]): Sample[] =>
  lines
    .flatMap((line): Sample[] => {
      const [, at, state] = /^(\d{13}) (up|down)\b/.exec(line) ?? []
      return at === undefined ? [] : [{ at: Number(at), up: state === 'up' }]
    })
    .sort((one, other) => one.at - other.at)

const iso = (at: number | undefined): string | undefined => (at === undefined ? undefined : new Date(at).toISOString())

/**
 * The outage that attempts have seen: it begins with the first that failed and ends with the first that succeeded after it. Between the last failure
 * and that there may have been service: it is the upper bound.
 */
export const outageOf = (samples: readonly Sample[]): Outage => {
  const spans: { from: number; until: number }[] = []
  let open: number | undefined
  for (const { at, up } of samples) {
    if (!up) open ??= at
    else if (open !== undefined) {
      spans.push({ from: open, until: at })
      open = undefined
    }
  }
  const last = samples.at(-1)
  if (open !== undefined && last) spans.push({ from: open, until: last.at })
  const seconds = spans.map(({ from, until }) => (until - from) / 1_000)
  return {
    seconds: Math.round(seconds.reduce((sum, each) => sum + each, 0) * 10) / 10,
    longest: Math.round(Math.max(0, ...seconds) * 10) / 10,
    from: iso(spans[0]?.from),
    until: open === undefined ? iso(spans.at(-1)?.until) : undefined,
    attempts: samples.length,
    failed: samples.filter(({ up }) => !up).length,
    over: last?.up === true,
  }
}

/** How many of the newest attempts succeeded one after another. */
export const upInARow = (samples: readonly Sample[]): number => {
  const back = samples.findLastIndex(({ up }) => !up)
  return samples.length - 1 - back
}
