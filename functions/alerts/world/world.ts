import type { AlertsConfig } from '../../../shared/config/alerts/schema.ts'
import { errorName, TransientError } from '../../../shared/errors.ts'
import { committed } from '../../../shared/ledger/committed.ts'
import { type Ledger, type LedgerItem, type Stored, type Write, written } from '../../../shared/ledger/ledger.ts'
import {
  type IncidentRecord,
  keys,
  type NotificationRecord,
  type SilenceMade,
  type TimerRecord,
} from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import { metrics } from '../../../shared/metrics.ts'
import { type Wake, wakesOf } from '../rules/timers.ts'
import type { Effects } from './effects.ts'

/** What the functions of this capability work with. */
export interface World extends Effects {
  readonly ledger: Ledger
  readonly config: AlertsConfig
  /**
   * Whether `config` already has in it what people made at run time, or that could not be read. Default: nobody has looked; see
   * engine/in-force.ts.
   */
  readonly inForce?: 'read' | 'unread' | undefined
  /** The silences of the ledger, where `inForce` says that it was read. */
  readonly silencesMade?: readonly SilenceMade[] | undefined
  /** Version of the config, for the record. */
  readonly version: string
  readonly now: Date
  /** Account and region of the deployment, where they are known. */
  readonly home?: { readonly region: string; readonly account: string } | undefined
  /** Id of this call; a retry by the platform has the same one. */
  readonly callId: string
  /** Whether `hours` switches things off here, so that an alarm may be about one that is planned off. Default false. */
  readonly switchesOff?: boolean
  /** Names of the alarms that targets of `hours` list: no other is held by its name. Default: any may be. */
  readonly listedAlarms?: readonly string[] | undefined
  /** Gives the unguessable part of a link. Default: 96 random bits. */
  readonly newToken?: (() => string) | undefined
}

/**
 * The same world for one part of a call. Parts that run side by side need ids of their own: what is leased under one's own
 * id is taken for the remains of an earlier try.
 */
export const worldOfPart = (part: string, world: World): World => ({ ...world, callId: `${world.callId} ${part}` })

/** An incident with all that stands below it. */
export interface IncidentFile {
  readonly incident: Stored<IncidentRecord>
  readonly timer: Stored<TimerRecord> | undefined
  readonly notifications: readonly Stored<NotificationRecord>[]
}

type FileItem = Stored<IncidentRecord | TimerRecord | NotificationRecord>

const fileOf = (items: readonly FileItem[]): IncidentFile | undefined => {
  const incident = items.find((item): item is Stored<IncidentRecord> => item.kind === 'incident')
  if (!incident) return undefined
  return {
    incident,
    timer: items.find((item): item is Stored<TimerRecord> => item.kind === 'timer'),
    notifications: items.filter((item): item is Stored<NotificationRecord> => item.kind === 'notification'),
  }
}

/** Reads an incident and everything below it at once. */
export const readIncidentFile = async (
  { ledger }: Pick<World, 'ledger'>,
  id: string,
): Promise<IncidentFile | undefined> => fileOf(await ledger.children(keys.incident(id).pk))

/**
 * The file as writes have left it, so that it need not be read again.
 * @param before nothing for an incident that the writes have made
 */
export const incidentFileAfter = (
  id: string,
  before: IncidentFile | undefined,
  writes: readonly Write[],
  now: Date,
): IncidentFile | undefined => {
  const known = before ? [before.incident, ...(before.timer ? [before.timer] : []), ...before.notifications] : []
  const items = new Map<string, FileItem>(known.map((item) => [item.sk, item]))
  for (const write of writes)
    if (write.item.pk === keys.incident(id).pk)
      items.set(write.item.sk, written(write, now) as Stored<LedgerItem> as FileItem)
  return fileOf([...items.values()])
}

/** Gives timers to the queue. The sweep finds within a minute what it does not take: better that late than not written at all. */
export const wakeAll = async (wakes: readonly Wake[], { wake, now }: Pick<World, 'wake' | 'now'>): Promise<void> => {
  await Promise.all(
    wakes.map((each) =>
      wake(each, now).catch((error: unknown) => {
        metrics.add('TimersNotQueued', 1)
        log.warn('timer not queued', { error: errorName(error) })
      }),
    ),
  )
}

/**
 * Writes all or nothing. The timers that the writes set are woken meanwhile: a wake for a write that then does not happen
 * finds nothing to do, and a write whose wake did not happen is found by the sweep.
 * @returns false when another call was faster
 */
export const commit = async (
  { ledger, wake, now }: Pick<World, 'ledger' | 'wake' | 'now'>,
  writes: readonly Write[],
): Promise<boolean> => {
  const waking = wakeAll(wakesOf(writes), { wake, now })
  const [done] = await Promise.all([committed(ledger.commit(writes, now)), waking])
  return done
}

/**
 * Writes down what has happened outside, and tries again at once where that fails: a message that is not on record is sent
 * once more. A first try that did write, and whose answer was lost, makes the second one come too late, which is as good.
 * @returns whether it was written by this try
 * @throws what the third try failed with
 */
export const insist = (write: () => Promise<void>, tries = 3): Promise<boolean> =>
  committed(write()).catch((error: unknown) => {
    if (tries <= 1) throw error
    return insist(write, tries - 1)
  })

/** Does something until it goes through without another call in between. @throws TransientError after five tries */
export const transact = async <Result>(
  attempt: (tries: number) => Promise<{ readonly done: Result } | 'again'>,
): Promise<Result> => {
  for (let tries = 0; tries < 5; tries += 1) {
    const result = await attempt(tries)
    if (result !== 'again') return result.done
  }
  throw new TransientError('Too many calls change the same incident at once')
}
