const ownKeys = (value: object): string[] => Object.keys(value).filter((key) => (value as never)[key] !== undefined)

/** Whether two values would be written alike: what is undefined is not there, and the order of keys counts nothing. */
export const isSame = (one: unknown, other: unknown): boolean => {
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  if (Array.isArray(one) !== Array.isArray(other)) return false
  const [keys, others] = [ownKeys(one), ownKeys(other)]
  return keys.length === others.length && keys.every((key) => isSame((one as never)[key], (other as never)[key]))
}
