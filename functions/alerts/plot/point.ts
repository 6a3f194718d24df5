/** A value of a metric. */
export interface Point {
  readonly at: Date
  readonly value: number
}
