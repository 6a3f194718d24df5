/** One measurement beside what it is measured against. */
export interface BenchRow {
  readonly what: string
  /** Our number with its unit. */
  readonly ours: string
  /** The number that it is held against, and whose it is. Left out where there is none. */
  readonly reference?: string
  /** Ours divided by the reference. */
  readonly ratio?: number
  /** What was promised. Left out where nothing was. */
  readonly mark?: string
  readonly met?: boolean
}

/** What a file of this folder gives: `run` measures, and tells what it is doing through `report`. */
export interface Bench {
  readonly run: (report: (text: string) => void) => Promise<BenchRow[]>
}

/** Whether every mark of the rows is met. */
export const allMet = (rows: readonly BenchRow[]): boolean => rows.every(({ met }) => met !== false)
