import { storageDollars } from '../../../../shared/prices.ts'

/** Dollars a month of a volume of so many GiB, by list price; one of a type that is new counts as gp3. */
export const volumeDollars = (type: string | undefined, gigabytes: number): number => {
  const prices: Readonly<Record<string, number>> = storageDollars.volumeGigabyte
  return Math.round((prices[type ?? ''] ?? prices.gp3 ?? 0) * gigabytes * 100) / 100
}
