import type { Config } from '../../shared/config/schema.ts'
import type { Item } from '../prices.ts'
import type { Calls } from '../schedules.ts'
import type { Template } from '../template.ts'

/** How much of one thing a month takes, and how that was counted. */
export interface Usage {
  readonly item: Item
  readonly quantity: number
  readonly counted: string
}

/** A month in which nothing goes wrong, nobody uploads anything, and every job's run succeeds. */
export interface Month {
  readonly config: Config
  /** The template of the night shift. */
  readonly template: Template
  readonly calls: Calls
}

/** When a metric that a function of ours writes is written in such a month. */
export type Occasion = 'each minute' | 'each run' | 'each reconcile' | 'each day' | 'never'

/** What one capability costs in such a month. */
export interface CostContribution {
  /** What it takes, beside what is counted in the template for all of them. */
  readonly usages?: (month: Month) => readonly Usage[]
  /**
   * Every metric that its functions write themselves, by the name in `metrics.add`. CloudWatch asks for a metric by the hour in
   * which it is written. A test compares this with the sources.
   */
  readonly written?: Readonly<Record<string, Occasion>>
}

/** Adds up what several count of the same thing, because each account's allowance is used up once. */
export const sumByItem = (usages: readonly Usage[]): Usage[] =>
  [...Map.groupBy(usages, ({ item }) => item)].map(([item, each]) => ({
    item,
    quantity: each.reduce((sum, { quantity }) => sum + quantity, 0),
    counted: (each.some(({ quantity }) => quantity > 0) ? each.filter(({ quantity }) => quantity > 0) : each)
      .map(({ counted }) => counted)
      .join(', '),
  }))
