/** A request in the query protocol, the longest of those that an SDK may choose. */
export const queryOf = (value: unknown, key = 'Action=PutMetricData&Version=2010-08-01'): string => {
  if (value instanceof Date) return `&${key}=${value.toISOString()}`
  if (Array.isArray(value)) return value.map((each, index) => queryOf(each, `${key}.member.${index + 1}`)).join('')
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .map(([name, each]) => queryOf(each, key.startsWith('Action') ? name : `${key}.${name}`))
      .join('')
  return `&${key}=${encodeURIComponent(String(value))}`
}
