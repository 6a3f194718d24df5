/** A number of a list by its place; not a number (`NaN`), which is equal to none and compares with none, where the list has no such place. */
export const numberAt = (numbers: readonly number[], at: number): number => numbers[at] ?? Number.NaN
