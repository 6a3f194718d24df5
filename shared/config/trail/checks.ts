import type { ConfigChecks } from '../checks.ts'
import { problem } from '../explain.ts'
import { field } from '../references.ts'

/** Days for which Glacier Instant Retrieval bills an object at least. https://aws.amazon.com/s3/pricing/ */
const billedDays = 90

const numberOf = (of: unknown, key: string): number | undefined => {
  const value = field(of, key)
  return typeof value === 'number' ? value : undefined
}

export const trailChecks: ConfigChecks = {
  problems: ({ trail, region }) => {
    if (typeof trail !== 'object' || trail === null) return []
    const days = numberOf(trail, 'days') ?? 365
    const [cold, lock] = [numberOf(trail, 'coldAfterDays'), numberOf(trail, 'lockDays')]
    const key = field(trail, 'key')
    const [, , , keyRegion] = typeof key === 'string' && key !== 'own' ? key.split(':') : []
    return [
      ...(cold !== undefined && cold + billedDays > days
        ? [
            problem(
              ['trail', 'coldAfterDays'],
              cold,
              days > billedDays
                ? `at most ${days - billedDays}, because the files end after ${days} days and Glacier bills ${billedDays} days of each`
                : `nothing here, or more days: the files end after ${days} days, and Glacier bills ${billedDays} days of each`,
            ),
          ]
        : []),
      ...(lock !== undefined && lock > days
        ? [problem(['trail', 'lockDays'], lock, `at most days, which is ${days}: a file that is locked cannot end`)]
        : []),
      ...(keyRegion !== undefined && typeof region === 'string' && keyRegion !== region
        ? [problem(['trail', 'key'], key, `a key of ${region}, where the bucket is`)]
        : []),
    ]
  },
  notes: ({ trail }) =>
    trail
      ? [
          'trail: the first copy of management events is free; where the account, or its organization, has another trail already, this one costs $2 per 100,000 events. `nightshift doctor` looks.',
        ]
      : [],
}
