import type { Config } from '../schema.ts'

/** Batches of uploads that are worked on at once. In a new account, which may run ten functions, what counts access logs needs room too. */
export const uploadsAtOnce = ({ thumbnails, firewall }: Pick<Config, 'thumbnails' | 'firewall'>): number =>
  thumbnails?.concurrency ?? (firewall ? 2 : 4)
