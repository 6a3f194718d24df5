import { ConflictError } from '../../../shared/errors.ts'
import { dueDigest } from '../../../shared/jobs/digest-times.ts'
import { type JobDigestRecord, keys } from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import type { World } from '../world/world.ts'

/** Runs that are not over and whose end the next digest says. */
const mostGoing = 200

/**
 * Hands the digest of the day over to be sent, once its time has come: once for each date of its zone. What dies before that is written down hands it over
 * again, under the same id, and whoever sends it does so once.
 * @throws the ledger's errors, TransientError of the bus: the next sweep tries again
 */
export const sendDigest = async (world: World): Promise<void> => {
  const { ledger, now, digest, jobs, publish } = world
  const due = digest && dueDigest(digest, now)
  if (!due) return
  const key = keys.jobDigest(due.day)
  if (await ledger.get<JobDigestRecord>(key)) return
  // Once a day: no other sweep has to load it.
  const [{ readDigest }, { digestSignal }] = await Promise.all([
    import('../digest/read.ts'),
    import('../digest/signal.ts'),
  ])
  const known = Object.fromEntries(
    Object.entries(jobs).map(([name, { longerThanUsual }]) => [name, { longerThanUsual, size: digest.sizes[name] }]),
  )
  const made = await readDigest(ledger, due, digest.zone, known)
  for (const to of digest.to) await publish(digestSignal(made, to, now))
  const going = made.going.slice(0, mostGoing).map(({ job, scheduledAt }) => ({ job, scheduledAt }))
  const item: JobDigestRecord = { ...key, kind: 'job-digest', at: due.until.toISOString(), day: due.day, going }
  try {
    await ledger.commit([{ item, expect: 'absent' }], now)
  } catch (error) {
    // Another sweep has handed the same over.
    if (!(error instanceof ConflictError)) throw error
  }
  log.info('digest', { day: due.day, jobs: made.jobs.length, to: digest.to.length })
}
