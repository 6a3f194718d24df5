/** The number that a text spells, such as `'8080'`. */
export const offerNumber = (value: unknown): number | undefined =>
  typeof value === 'string' && /^\s*-?\d{1,15}(\.\d{1,6})?\s*$/.test(value) ? Number(value) : undefined

/** The boolean that a text or number spells. */
export const offerBoolean = (value: unknown): boolean | undefined => {
  const text = String(value).trim().toLowerCase()
  if (/^(true|yes|on|1)$/.test(text)) return true
  return /^(false|no|off|0)$/.test(text) ? false : undefined
}

const mebibytes = { k: 1 / 1024, m: 1, g: 1024 } as const

/** MiB from `1 GB`, `512Mi`, `'1024'`. Fargate's sizes are powers of two, whichever way they are written. */
export const offerMemory = (value: unknown): number | undefined => {
  if (typeof value !== 'string') return undefined
  const [, count, unit = 'm'] = /^\s*(\d{1,6}(?:\.\d{1,4})?)\s*([kmg])?i?b?\s*$/i.exec(value) ?? []
  const size = Number(count) * mebibytes[unit.toLowerCase() as keyof typeof mebibytes]
  return Number.isInteger(size) && size > 0 ? size : undefined
}

/** Of some numbers the nearest to a value; of two the larger one. */
export const nearestOf = (numbers: readonly number[], value: number): number | undefined =>
  numbers.reduce<number | undefined>(
    (best, each) => (best === undefined || Math.abs(each - value) <= Math.abs(best - value) ? each : best),
    undefined,
  )

/** One of the CPU sizes from `1 vCPU`, `0.5`, `'512'`, or the nearest of them to a number of units. */
export const offerCpu = (value: unknown, sizes: readonly number[]): number | undefined => {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const [, count, unit] = /^\s*(\d{1,6}(?:\.\d{1,4})?)\s*(v?cpus?|cores?)?\s*$/i.exec(String(value)) ?? []
  if (count === undefined) return undefined
  const units = unit !== undefined || Number(count) <= 16 ? Number(count) * 1024 : Number(count)
  return units > 0 ? nearestOf(sizes, units) : undefined
}
