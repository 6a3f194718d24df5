import { UsageError } from '../api/usage-error.ts'

/**
 * When something ends of which `--until` says the time, or `--for` how long it holds, in milliseconds from a moment on.
 * @returns nothing where neither says it
 * @throws UsageError where both do
 */
export const endOf = (
  { until, for: span }: { readonly until?: Date | undefined; readonly for?: number | undefined },
  from: Date,
): Date | undefined => {
  if (until !== undefined && span !== undefined) throw new UsageError('Write either --until or --for, not both.')
  return until ?? (span === undefined ? undefined : new Date(from.getTime() + span))
}
