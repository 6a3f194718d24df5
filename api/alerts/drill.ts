import type { StateValue } from '@aws-sdk/client-cloudwatch'
import type { Ledger } from '../../shared/ledger/ledger.ts'
import { keys, type NotificationRecord, type TransitionRecord } from '../../shared/ledger/records.ts'

/** What a drill needs of the world. */
export interface DrillWorld {
  readonly ledger: Pick<Ledger, 'list' | 'children'>
  /** Sets the state of the alarm, as CloudWatch would. */
  readonly set: (state: StateValue, reason: string) => Promise<void>
  readonly now: () => Date
  /** Waits a moment. @throws when the drill is to end early */
  readonly pause: () => Promise<void>
  /** Waits for so long, whatever happens. */
  readonly wait: (ms: number) => Promise<void>
  /** Hears of each hop as it happens. */
  readonly onHop: (hop: Hop) => void
}

/** One step of the way, as `nightshift alerts drill --json` prints it, with the milliseconds since the alarm was set off. */
export interface Hop {
  readonly hop: 'state change' | 'incident' | 'message'
  readonly ms: number
  readonly incident?: string
  readonly to?: string
  readonly channel?: NotificationRecord['channel']
  readonly outcome?: string
  /** What there is to say about it. */
  readonly note?: string
}

export interface DrillOptions {
  /** Full name of the alarm. */
  readonly alarm: string
  /** State in which it was found: it is put back into it. */
  readonly before: StateValue
  /** Unmistakable text, by which the drill's transition is found in the ledger. */
  readonly reason: string
  /** How long to wait for messages. */
  readonly patienceMs: number
}

/** Milliseconds between two changes of one alarm: some tell the time of a change in whole seconds. */
const changesApart = 1_100

/** By how much the ledger's clock may be behind this one, in milliseconds. */
const clockSkew = 120_000

type Page = NotificationRecord

/** Whether there is nothing more to wait for. A digest comes within a minute or so, the end of quiet hours does not. */
const isSettled = ({ outcome, notBefore }: Page): boolean => outcome !== 'planned' || notBefore !== undefined

const isWorthTelling = (page: Page): boolean => isSettled(page) || page.digest === true

const noteOf = ({ outcome, digest, notBefore, detail }: Page): string | undefined => {
  if (outcome === 'failed') return detail
  if (outcome !== 'planned') return undefined
  if (notBefore) return `waits for the end of quiet hours, ${notBefore}`
  return digest ? 'waits for a digest: this person has just had another message' : undefined
}

/**
 * Sets an alarm off, follows it to the messages, and puts it back whatever happens.
 * @returns every hop; the drill has succeeded when a message was accepted
 */
export const drill = async (
  { alarm, before, reason, patienceMs }: DrillOptions,
  world: DrillWorld,
): Promise<readonly Hop[]> => {
  const hops: Hop[] = []
  const begun = world.now().getTime()
  const elapsed = (): number => world.now().getTime() - begun
  const tell = (hop: Omit<Hop, 'ms'>): void => {
    const timed = { ...hop, ms: elapsed() }
    hops.push(timed)
    world.onHop(timed)
  }
  const since = new Date(begun - clockSkew).toISOString()
  const findTransition = async (): Promise<TransitionRecord | undefined> =>
    (await world.ledger.list<TransitionRecord>('transition', { since, limit: 500 })).find(
      ({ basis }) => (basis.event as { readonly reason?: string } | undefined)?.reason?.includes(reason) === true,
    )
  const readPages = (incident: string): Promise<Page[]> =>
    world.ledger.children<NotificationRecord>(keys.incident(incident).pk, 'notification#page#')

  const follow = async (): Promise<void> => {
    let transition: TransitionRecord | undefined
    const told = new Set<string>()
    while (elapsed() < patienceMs) {
      if (!transition) {
        transition = await findTransition()
        if (transition) {
          const { outcome, incident } = transition
          const note = outcome === 'opened' ? undefined : `${outcome}: ${transition.reason}`
          tell({ hop: 'incident', outcome, ...(incident ? { incident } : {}), ...(note ? { note } : {}) })
          if (outcome !== 'opened') return
        }
      }
      const pages = transition?.incident ? await readPages(transition.incident) : []
      for (const page of pages.filter((each) => isWorthTelling(each) && !told.has(`${each.sk} ${each.outcome}`))) {
        told.add(`${page.sk} ${page.outcome}`)
        const note = noteOf(page)
        const { to, channel, outcome } = page
        tell({ hop: 'message', incident: page.incident, to, channel, outcome, ...(note ? { note } : {}) })
      }
      if (pages.length > 0 && pages.every(isSettled)) return
      await world.pause()
    }
  }

  // From here on it may be in ALARM, even where the call fails.
  try {
    await world.set('ALARM', reason)
    tell({ hop: 'state change', note: `${alarm} is in ALARM` })
    await follow()
  } finally {
    await putBack(alarm, before, reason, elapsed, world)
  }
  return hops
}

const putBack = async (
  alarm: string,
  before: StateValue,
  reason: string,
  elapsed: () => number,
  { set, now, wait }: DrillWorld,
): Promise<void> => {
  const rest = changesApart - elapsed()
  try {
    if (rest > 0) await wait(rest)
    // Only OK closes the incident. It was not in ALARM, so OK is true.
    await set('OK', `${reason} is over`)
    if (before === 'OK') return
    await wait(changesApart)
    await set(before, `${reason} is over: as it was before`)
  } catch (error) {
    throw new Error(`${alarm} could not be put back at ${now().toISOString()}: set it to OK by hand`, { cause: error })
  }
}
