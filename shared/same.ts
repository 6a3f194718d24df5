/** Whether two values would be written alike: what is undefined is not there, and the order of keys counts nothing. */
export const isSame = (one: unknown, other: unknown): boolean => {
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  if (Array.isArray(one) !== Array.isArray(other)) return false
  const [these, those] = [one as Readonly<Record<string, unknown>>, other as Readonly<Record<string, unknown>>]
  let more = 0
  for (const key of Object.keys(these)) {
    if (these[key] === undefined) continue
    if (!Object.hasOwn(those, key) || !isSame(these[key], those[key])) return false
    more += 1
  }
  for (const key of Object.keys(those)) if (those[key] !== undefined) more -= 1
  return more === 0
}
