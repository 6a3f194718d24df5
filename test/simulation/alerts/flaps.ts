import type { Transition } from '../../../functions/alerts/intake/index.ts'
import { flapping } from '../../../functions/alerts/rules/noise.ts'
import type { IncidentRecord, TransitionRecord } from '../../../shared/ledger/records.ts'
import type { Call } from './sendings.ts'

const windowMs = flapping.windowMinutes * 60_000

/** Holds what is said of flapping alarms against a count of its own. */
export const makeFlapWatch = (violate: (what: string) => void) => {
  const seen = new Map<string, TransitionRecord[]>()
  const counts = { held: 0, told: 0 }
  return {
    onTransition: (record: TransitionRecord, incident: IncidentRecord | undefined, { now }: Call): void => {
      const earlier = seen.get(record.pk) ?? []
      seen.set(record.pk, [...earlier, record])
      if (record.outcome !== 'opened' && record.outcome !== 'held') return
      const openings = earlier.filter(
        ({ outcome, at }) => (outcome === 'opened' || outcome === 'held') && Date.parse(at) >= now.getTime() - windowMs,
      )
      const times = openings.length + 1
      const saysSo = (incident?.basis.event as Transition | undefined)?.reason.startsWith('flapping, ') ?? false
      const isHeld = record.reason.startsWith('flapping: ')
      counts.held += isHeld ? 1 : 0
      counts.told += saysSo && !isHeld ? 1 : 0
      if (isHeld && times <= flapping.times + 1) violate(`${record.alarm}: held as flapping after ${times} times`)
      if (isHeld && !openings.some(({ outcome }) => outcome === 'opened'))
        violate(`${record.alarm}: held as flapping, and for half an hour nobody was told`)
      if (saysSo !== times > flapping.times && earlier.length <= 4 * flapping.times)
        violate(`${record.alarm}: off ${times} times, and it says: ${record.reason}`)
    },
    counts: (): Record<string, number> => ({ 'flapping, held': counts.held, 'flapping, told': counts.told }),
  }
}
