/** Values of each factor by its name. */
export type Factors = Readonly<Record<string, readonly string[]>>
export type Row = Readonly<Record<string, string>>

const pairsOf = (factors: Factors): string[] => {
  const names = Object.keys(factors)
  return names.flatMap((one, index) =>
    names
      .slice(index + 1)
      .flatMap((other) =>
        (factors[one] ?? []).flatMap((a) => (factors[other] ?? []).map((b) => `${one}=${a}&${other}=${b}`)),
      ),
  )
}

const pairsIn = (row: Row): string[] =>
  pairsOf(Object.fromEntries(Object.entries(row).map(([name, value]) => [name, [value]])))

const all = (factors: Factors): Row[] =>
  Object.entries(factors).reduce<Row[]>(
    (rows, [name, values]) => rows.flatMap((row) => values.map((value) => ({ ...row, [name]: value }))),
    [{}],
  )

/**
 * Few rows in which every two values of two factors stand together once at least: each row is the one that covers most of what is left.
 * @param allowed rows that may be; pairs that stand in none of them are left out
 */
export const pairwise = (factors: Factors, allowed: (row: Row) => boolean): Row[] => {
  const rows = all(factors)
    .filter(allowed)
    .map((row) => ({ row, pairs: pairsIn(row) }))
  const left = new Set(rows.flatMap(({ pairs }) => pairs))
  const chosen: Row[] = []
  while (left.size > 0) {
    const worth = (pairs: readonly string[]): number => pairs.filter((pair) => left.has(pair)).length
    const best = rows.reduce((one, other) => (worth(other.pairs) > worth(one.pairs) ? other : one))
    for (const pair of best.pairs) left.delete(pair)
    chosen.push(best.row)
  }
  return chosen
}
