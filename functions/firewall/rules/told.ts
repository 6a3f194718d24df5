import type { FirewallTold } from '../../../shared/ledger/records.ts'

export type Told = Readonly<Record<string, FirewallTold>>

/**
 * What is to be said, by what was said and what is so now. A condition that nothing is known of stays as it is.
 * @param conditions by name, whether each holds
 */
export const nextTold = (told: Told, conditions: ReadonlyMap<string, boolean>, now: Date): Told => {
  const next: Record<string, FirewallTold> = { ...told }
  const at = now.toISOString()
  for (const [name, holds] of conditions) {
    const known = told[name]
    if (holds && !known) next[name] = { since: at, said: false }
    // It came back before its end was said: to whoever was told it never ended.
    else if (holds && known?.until !== undefined) next[name] = { since: known.since, said: true }
    else if (!holds && known && known.until === undefined) {
      if (known.said) next[name] = { since: known.since, until: at, said: false }
      else delete next[name]
    }
  }
  return next
}

/** What is not said yet. */
export const unsaid = (told: Told): [name: string, told: FirewallTold][] =>
  Object.entries(told).filter(([, { said }]) => !said)

/** As it is when all of it is said: what is over is forgotten. */
export const afterSaying = (told: Told, said: readonly string[]): Told => {
  const next: Record<string, FirewallTold> = { ...told }
  for (const name of said) {
    const known = told[name]
    if (known?.until !== undefined) delete next[name]
    else if (known) next[name] = { ...known, said: true }
  }
  return next
}
