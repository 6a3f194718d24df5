/** What is done about an exit code. */
export const exitActions = ['succeed', 'retry', 'ignore', 'fail'] as const

export type ExitAction = (typeof exitActions)[number]

/** What a job wants done about some exit codes of one container of its task. */
export interface ExitRule {
  /** Codes, and ranges such as `64-78`, both ends in them. */
  readonly codes: readonly (number | string)[]
  readonly action: ExitAction
  /** Default: the essential container. */
  readonly container?: string | undefined
}

/** From, until; both in it. */
export type CodeRange = readonly [from: number, until: number]

/** The codes that an entry of a rule means. @returns nothing for what is neither a code from 1 to 255 nor a range of such */
export const rangeOf = (entry: number | string): CodeRange | undefined => {
  const [, from, until] = /^(\d{1,3})(?:-(\d{1,3}))?$/.exec(String(entry)) ?? []
  if (from === undefined) return undefined
  const range: CodeRange = [Number(from), Number(until ?? from)]
  return range[0] >= 1 && range[0] <= range[1] && range[1] <= 255 ? range : undefined
}

/** Whether a rule means a code. */
export const includesCode = ({ codes }: Pick<ExitRule, 'codes'>, code: number): boolean =>
  codes.some((entry) => {
    const range = rangeOf(entry)
    return range !== undefined && code >= range[0] && code <= range[1]
  })
