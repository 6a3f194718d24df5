const surrogate = /[\ud800-\udfff]/

/**
 * Compares by the bytes of UTF-8, as DynamoDB and S3 sort. JavaScript compares UTF-16 units, which puts emoji before some other
 * characters.
 */
export const compareBytes = (one: string, other: string): number => {
  if (one === other) return 0
  if (surrogate.test(one) || surrogate.test(other)) return Buffer.compare(Buffer.from(one), Buffer.from(other))
  return one < other ? -1 : 1
}
