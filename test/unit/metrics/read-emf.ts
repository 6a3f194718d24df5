export interface Told {
  readonly name: string
  readonly value: number
  readonly count: number
  readonly dimensions: Readonly<Record<string, string>>
}

interface Line {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Dimensions: readonly (readonly string[])[]
      readonly Metrics: readonly { readonly Name: string }[]
    }[]
  }
  readonly [member: string]: unknown
}

const countsOf = (member: unknown): (readonly [number, number])[] => {
  if (typeof member === 'number') return [[member, 1]]
  if (Array.isArray(member)) {
    const counts = new Map<number, number>()
    for (const value of member) counts.set(value, (counts.get(value) ?? 0) + 1)
    if (member.length > 100) throw new Error(`${member.length} values`)
    return [...counts]
  }
  const { Values, Counts } = member as { Values: number[]; Counts: number[] }
  if (Values.length > 100 || Values.length !== Counts.length) throw new Error(`${Values.length} values`)
  return Values.map((value, index) => [value, Counts[index] ?? 0])
}

/** Reads a line as CloudWatch would, by its specification, and refuses what CloudWatch would refuse. */
export const readEmf = (text: string): Told[] => {
  if (Buffer.byteLength(text) > 64 * 1024) throw new Error(`A line of ${Buffer.byteLength(text)} bytes`)
  const line: Line = JSON.parse(text)
  return line._aws.CloudWatchMetrics.flatMap(({ Dimensions, Metrics }) => {
    if (Metrics.length > 100 || Dimensions.length !== 1) throw new Error(`${Metrics.length} metrics`)
    const names = Dimensions[0] ?? []
    if (names.length > 30) throw new Error(`${names.length} dimensions`)
    const dimensions = Object.fromEntries(names.map((name) => [name, String(line[name])]))
    if (new Set(Metrics.map(({ Name }) => Name)).size !== Metrics.length) throw new Error('A metric twice in a line')
    return Metrics.flatMap(({ Name }) =>
      countsOf(line[Name]).map(([value, count]) => ({ name: Name, value, count, dimensions })),
    )
  })
}
