import type { ClientOf } from '../../../shared/client-pool.ts'

/** The clients that a test gives, by their classes. Those of a region stand under its name. */
export const clientOf =
  (clients: readonly object[], elsewhere: Readonly<Record<string, readonly object[]>> = {}): ClientOf =>
  (make, region) => {
    const found = (elsewhere[region ?? ''] ?? clients).find((client) => client instanceof make)
    if (!found) throw new Error(`No client of ${make.name} in ${region ?? 'the own region'}`)
    return found as InstanceType<typeof make>
  }
