import type { LedgerItem } from '../../../shared/ledger/ledger.ts'
import type { NotificationRecord } from '../../../shared/ledger/records.ts'
import { msOf } from './features.ts'
import { type MadeWatch, personAt } from './made.ts'
import type { Call } from './sendings.ts'
import type { Story } from './story.ts'

const minute = 60_000
/** Milliseconds for which a turn that begins, or of which a notice is due, is still announced. */
const newsMs = 10 * minute

/** What a call has written down that it announces. */
interface Announced {
  readonly rotation: string
  /** Milliseconds since 1970. */
  readonly from: number
  /** Whom a notice is for that comes before the turn; nothing where the turn has begun. */
  readonly to: string | undefined
  readonly name: string
}

const announcedIn = ({ pk, sk }: LedgerItem): Announced => {
  const [from = '', , to] = sk.split('#')
  return { rotation: pk.slice('shift#'.length), from: Date.parse(from), to, name: `${pk} ${sk}` }
}

/** Holds the notices of turns that begin, and of those that will, against the judge's own reading of the rotations. */
export const makeNotices = (story: Story, made: MadeWatch, violate: (what: string) => void) => {
  const { config, mood } = story
  /** By call, which announces one after the other. */
  const announced = new Map<string, Announced>()
  const sent = new Map<string, string>()
  const counts = { before: 0, begun: 0 }

  return {
    onShift: (item: LedgerItem, call: Call): void => {
      announced.set(call.id, announcedIn(item))
    },

    onSend: ({ to, channel }: Pick<NotificationRecord, 'to' | 'channel'>, call: Call): void => {
      const turn = announced.get(call.id)
      if (!turn) return void violate(`a notice to ${to}, and of no turn`)
      const { rotation: name, from, name: key } = turn
      const rotation = config.rotations[name]
      const isBefore = turn.to !== undefined
      counts[isBefore ? 'before' : 'begun'] += 1
      if (sent.has(key)) violate(`${key}: announced to ${sent.get(key)}, and again to ${to} by ${channel}`)
      sent.set(key, to)
      const early = call.now.getTime() + (isBefore ? msOf(config.shiftNotice) : 0) - from
      if (early < 0 || early > newsMs) violate(`${key}: announced ${early} ms after it was due`)
      const isTheirs = made.seenBy(call).some((seen) => {
        if (!rotation) return false
        const [was, is] = [from - 1, from].map((at) => personAt(rotation, name, config, seen, at))
        return is === to && was !== to
      })
      if (!isTheirs) violate(`${key}: announced to ${to}, whose turn does not begin then`)
      const isQuiet = (['email', 'webhook'] as const).some(
        (each) => config.responders[to]?.[each] !== undefined && !story.refusing.has(`${to} ${each}`),
      )
      if (mood === 'calm' && isQuiet && channel === 'sms') violate(`${key}: to ${to} by text, and they have an email`)
    },

    /** At the end: where nothing fails, and nobody made an override, each turn was announced to whom it is of. */
    judge: (until: number): void => {
      if (mood !== 'calm' || made.latest().overrides.length > 0) return
      const ahead = msOf(config.shiftNotice)
      for (const [name, rotation] of Object.entries(config.rotations))
        for (const offset of ahead > 0 ? [0, ahead] : [0]) {
          const last = until - minute + offset
          for (let at = Math.ceil((story.begin + offset) / minute) * minute; at <= last; at += minute) {
            const [was, is] = [at - 1, at].map((each) => personAt(rotation, name, config, made.latest(), each))
            if (is === undefined || is === was) continue
            const reachable = Object.keys(config.responders[is] ?? {}).some(
              (channel) => ['sms', 'email', 'webhook'].includes(channel) && !story.refusing.has(`${is} ${channel}`),
            )
            const { pk, sk } = { pk: `shift#${name}`, sk: new Date(at).toISOString() }
            const key = offset > 0 ? `${pk} ${sk}#notice#${is}` : `${pk} ${sk}`
            if (reachable && sent.get(key) !== is) violate(`${key}: the turn of ${is} was not announced`)
          }
        }
    },

    counts: (): Record<string, number> => ({
      'turns announced before they begin': counts.before,
      'turns announced when they begin': counts.begun,
    }),
  }
}
