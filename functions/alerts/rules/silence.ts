import type { Heartbeat } from '../../../shared/config/alerts/schema.ts'
import { durationSeconds } from '../../../shared/duration.ts'

/** When a heartbeat's silence is reported, unless it checks in before. */
export const silentFrom = ({ every, grace }: Pick<Heartbeat, 'every' | 'grace'>, lastAt: string): Date =>
  new Date(Date.parse(lastAt) + (durationSeconds(every) + durationSeconds(grace)) * 1000)
