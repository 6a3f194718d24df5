const sortedOf = (values: readonly number[]): readonly number[] => values.toSorted((one, other) => one - other)

/** The least of the values that is as great as a share of them, from 0 to 1, by nearest rank. @returns nothing where there are none */
export const rankOf = (values: readonly number[], share: number): number | undefined =>
  sortedOf(values)[Math.max(0, Math.ceil(values.length * share) - 1)]

/** The value below which a share of the values is, from 0 to 1, between the two nearest. @returns nothing where there are none */
export const quantile = (values: readonly number[], share: number): number | undefined => {
  const sorted = sortedOf(values)
  const place = (sorted.length - 1) * share
  const [low, high = low] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]]
  return low === undefined || high === undefined ? undefined : low + (high - low) * (place - Math.floor(place))
}
