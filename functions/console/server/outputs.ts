/** What a function of the page knows of the stacks' outputs. */
export interface OwnOutputs {
  /** Those that were known when the templates were made. */
  readonly outputs: Readonly<Record<string, string>>
  /** Names of the others: their values stand in the variable `OUTPUTS` in the same order, with a space between. */
  readonly late: readonly string[]
}

/** The outputs of the stacks, from what was deployed with a function. @param values its variable `OUTPUTS` */
export const outputsOf = (
  { outputs, late }: OwnOutputs,
  values = process.env.OUTPUTS ?? '',
): Record<string, string> => {
  const given = values.split(' ')
  return { ...outputs, ...Object.fromEntries(late.map((name, index) => [name, given[index] ?? ''])) }
}
