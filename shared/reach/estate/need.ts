import type { End, Question } from '../question.ts'
import type { NamedEnd } from './ends.ts'

/** Who must, or must never, reach whom. */
export interface Need {
  /** For a person: `web → database 5432`. */
  readonly what: string
  readonly wanted: 'must' | 'never'
  readonly question: Question
}

export const must = (from: NamedEnd, name: string, to: End, port: number): Need => ({
  what: `${from.name} → ${name}${port === 443 && 'service' in to ? '' : ` ${port}`}`,
  wanted: 'must',
  question: { from: from.end, to, port },
})

/** The same of every port that each of some ends has. */
export const mustReach = (from: NamedEnd, ends: readonly NamedEnd[]): Need[] =>
  ends.flatMap(({ name, end, ports }) => ports.map((port) => must(from, name, end, port)))
