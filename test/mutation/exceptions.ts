/** A change that no test can notice, because it changes nothing that anybody could see. */
export interface Exception {
  readonly file: string
  /** The line as it stands, without the spaces around it. */
  readonly code: string
  /** As the run prints it, such as `< → <=`. */
  readonly name: string
  readonly reason: string
}

const compare = 'JSON.stringify(one) < JSON.stringify(other) ? -1 : JSON.stringify(one) > JSON.stringify(other) ? 1 : 0'

export const exceptions: readonly Exception[] = [
  {
    file: 'functions/jobs/engine/missed.ts',
    code: "!requestedBy && scheduledAt > at && (attempt > 0 || state === 'waiting')",
    name: '> → >=',
    reason: 'The firing that is asked about has left no run: that is why it is asked about.',
  },
  ...[
    ['20,', '20 → 21'],
    ['(each) => each.some((run) => isLater(run) || run.scheduledAt <= at),', '|| → &&'],
    ['(each) => each.some((run) => isLater(run) || run.scheduledAt <= at),', '<= → <'],
  ].map(([code = '', name = '']) => ({
    file: 'functions/jobs/engine/missed.ts',
    code,
    name,
    reason: 'It says how many runs are read at once, and when enough are: reading more of them changes no answer.',
  })),
  ...['before.sweptTo >= sweptTo', '!latest || latest.schedule !== before.schedule || latest.sweptTo >= sweptTo'].map(
    (condition) => ({
      file: 'functions/jobs/engine/missed.ts',
      code: `if (${condition}) return`,
      name: '>= → >',
      reason: 'What is written then stands there already.',
    }),
  ),
  {
    file: 'functions/jobs/rules/due.ts',
    code: 'const anchors = [known.findLast((at) => at <= sweptTo) ?? since, ...known.filter((at) => at > sweptTo)]',
    name: '> → >=',
    reason: 'A run at the time itself then stands twice, and between it and itself nothing is missing.',
  },
  {
    file: 'functions/jobs/rules/conclude.ts',
    code: 'const isPast = ending.stoppedAt !== undefined && Date.parse(ending.stoppedAt) <= now.getTime()',
    name: '<= → <',
    reason: 'At that instant itself both are the same time.',
  },
  {
    file: 'functions/jobs/rules/signals.ts',
    code: 'const justAfter = (at: string): string => new Date(Date.parse(at) + 1).toISOString()',
    name: '1 → 2',
    reason: 'Any time that is after it, and not yet another one of the run, is as good.',
  },
  {
    file: 'functions/thumbnails/rules/file-type.ts',
    code: 'const length = Math.min(said, 256)',
    name: '256 → 257',
    reason: 'Brands are read in fours, and a single byte more is none.',
  },
  {
    file: 'functions/jobs/diagnosis/text.ts',
    code: 'while (to > from && edges.has(token.charAt(to - 1))) to -= 1',
    name: '> → >=',
    reason: 'Nothing is left by then, and a slice whose end lies before its beginning is nothing too.',
  },
  ...['< → <=', '> → >=', '1 → 2', '0 → 1'].map((name) => ({
    file: 'shared/lifecycle/canonical.ts',
    code: compare,
    name,
    reason: 'A sort looks at the sign alone, and texts that are equal are of things that are equal.',
  })),
]
