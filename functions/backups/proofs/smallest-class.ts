/** A class that RDS offers for an engine and version. */
export interface OfferedClass {
  readonly name: string
  /** Types of storage that it is offered with. */
  readonly storageType?: string
  readonly encryption?: boolean
}

const sizes: readonly string[] = ['micro', 'small', 'medium', 'large', 'xlarge']

/** `2xlarge` comes after `xlarge`, `16xlarge` after `8xlarge`. */
const sizeRank = (size: string): number => {
  const plain = sizes.indexOf(size)
  if (plain >= 0) return plain
  const times = /^(\d+)xlarge$/.exec(size)
  return times ? sizes.length + Number(times[1]) : Number.POSITIVE_INFINITY
}

/** The cheaper family of one size first: burstable, then general, then memory. Newer generations within one. */
const familyRank = (family: string): number => {
  const [letter = '', generation = '0'] = [family[0], /\d+/.exec(family)?.[0]]
  const kind = ['t', 'm', 'c', 'r', 'x', 'z'].indexOf(letter)
  const arm = family.endsWith('g') ? 0 : 0.5
  return (kind < 0 ? 10 : kind) * 100 - Number(generation) + arm
}

const partsOf = (name: string): readonly [family: string, size: string] => {
  const [, family = '', size = ''] = name.split('.')
  return [family, size]
}

/**
 * The smallest class for a copy that few ask of and nobody waits for.
 * @param wanted storage as the copy gets it
 * @returns undefined where none of the offered ones fits: the original's own class does
 */
export const smallestClass = (
  offered: readonly OfferedClass[],
  wanted: { readonly storageType?: string | undefined; readonly encrypted?: boolean | undefined },
): string | undefined => {
  const fitting = offered.filter(
    ({ name, storageType, encryption }) =>
      Number.isFinite(sizeRank(partsOf(name)[1])) &&
      (wanted.storageType === undefined || storageType === undefined || storageType === wanted.storageType) &&
      (!wanted.encrypted || encryption !== false),
  )
  const rank = ({ name }: OfferedClass): number => {
    const [family, size] = partsOf(name)
    return sizeRank(size) * 10_000 + familyRank(family)
  }
  return fitting.toSorted((one, other) => rank(one) - rank(other))[0]?.name
}
