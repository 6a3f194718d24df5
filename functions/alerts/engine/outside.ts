import { errorName, PermanentError } from '../../../shared/errors.ts'
import { keys, type NotificationRecord, type OutsideRecord, type TimerRecord } from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import { metrics } from '../../../shared/metrics.ts'
import { notWell, stuckMinutes } from '../rules/well-being.ts'
import type { Outside } from '../world/outside.ts'
import { commit, type World } from '../world/world.ts'

/** Minutes after which it is written down anew that the watchers outside were called, and nothing has changed. */
const notedMinutes = 10

/** Minutes of a queue's age that are asked for: CloudWatch has a minute late. */
const lookMinutes = 10

const agesOf = async (queues: readonly string[], { pointsOf, now }: World) => {
  const from = new Date(now.getTime() - lookMinutes * 60_000)
  return Object.fromEntries(
    await Promise.all(
      queues.map(async (queue) => {
        const metric = {
          namespace: 'AWS/SQS',
          name: 'ApproximateAgeOfOldestMessage',
          dimensions: { QueueName: queue },
          statistic: 'Maximum',
          period: 60,
        }
        return [queue, await pointsOf(metric, from, now)] as const
      }),
    ),
  )
}

/** What kept a watcher from being called, without its address, which the words of Node's errors name. */
const faultOf = (error: unknown): string => {
  if (error instanceof PermanentError) return error.message
  const name = errorName(error)
  if (name === 'PrivateAddressError') return 'its address is in a private network, which is never called'
  if (name === 'SilenceError') return 'no answer within five seconds'
  const { code = name } = error as { readonly code?: string }
  return code
}

/** Calls one watcher. @returns what is wrong, without its address; nothing where it has heard */
const callOne = async (call: () => Promise<number>): Promise<string | undefined> => {
  try {
    const status = await call()
    return status >= 200 && status < 300 ? undefined : `it answered ${status}`
  } catch (error) {
    return faultOf(error)
  }
}

const note = async (
  state: Pick<OutsideRecord, 'state' | 'detail'>,
  { ledger, now, ...world }: World,
): Promise<void> => {
  const known = await ledger.get<OutsideRecord>(keys.outside())
  const isNew = known?.state !== state.state || known.detail !== state.detail
  if (known && !isNew && now.getTime() - Date.parse(known.at) < notedMinutes * 60_000) return
  const item: OutsideRecord = { ...keys.outside(), kind: 'outside', at: now.toISOString(), ...state }
  // Where another sweep has just written it down, it says the same.
  await commit({ ledger, now, wake: world.wake }, [{ item, expect: known?.version ?? 'absent' }])
}

/**
 * Tells the watchers outside that alerting is well, after a sweep that went through: what waits is worked on. Where it is not they are not
 * called, and report the silence by ways of their own. That one cannot be reached fails nothing here.
 * @throws the ledger's error, CloudWatch's or that of SQS: nobody is called then
 */
export const tellOutside = async (world: World, { calls, queues, deadLetters }: Outside): Promise<void> => {
  const { ledger, now } = world
  const until = new Date(now.getTime() - stuckMinutes * 60_000).toISOString()
  const [timers, owed, ages, dead] = await Promise.all([
    ledger.open<TimerRecord>('timer', until),
    ledger.open<NotificationRecord>('notification', until),
    agesOf(queues, world),
    deadLetters(),
  ])
  const reason = notWell({ timers, owed, ages, dead }, now)
  if (reason !== undefined) {
    metrics.add('OutsideNotCalled', 1)
    log.warn('alerting is not well: the watchers outside are not called', { reason })
    await note({ state: 'not well', detail: reason }, world)
    return
  }
  const faults = (await Promise.all(calls.map(callOne))).flatMap((fault, index) =>
    fault === undefined ? [] : [`watcher ${index + 1} of ${calls.length}: ${fault}`],
  )
  if (faults.length > 0) {
    metrics.add('OutsideNotCalled', 1)
    log.warn('a watcher outside cannot be reached', { faults })
  }
  await note(faults.length > 0 ? { state: 'not reached', detail: faults.join(', ') } : { state: 'called' }, world)
}
