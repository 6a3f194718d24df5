/** V8's limits as Lambda sets them for a function of 256 MB. */
export const asOnLambda = ['--max-old-space-size=230', '--max-semi-space-size=12'] as const
