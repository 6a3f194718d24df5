import type { CostContribution } from './usage.ts'

/** A quiet month in which nobody looks costs nothing: each request is paid for alone. `bench/console` counts those who look. */
export const consoleCost: CostContribution = {
  written: { ConsoleFailed: 'never', ConsoleRefused: 'never' },
}
