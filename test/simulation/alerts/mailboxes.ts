import type { Severity } from '../../../shared/config/alerts/schema.ts'
import { keys, type MailboxRecord, type NotificationRecord } from '../../../shared/ledger/records.ts'
import type { Call } from './sendings.ts'
import { overlap, type Stretch } from './stretches.ts'

type Mailbox = Pick<NotificationRecord, 'to' | 'channel'>

// The judge's own reading of docs/alerts.md: at most so many messages within so many minutes.
const critical = [[2, 1]] as const
const others = [
  [2, 1],
  [5, 15],
  [11, 60],
  [21, 180],
] as const

const minute = 60_000

/** Reckons when a person could get no message more by a channel, and what of its waiting excuses a page. */
export const makeMailboxes = (violate: (what: string) => void) => {
  /** ISO 8601 instants at which a message went or was about to, by mailbox. */
  const places = new Map<string, readonly string[]>()
  /** Since when a page has waited for a digest, and until when quiet hours or a silence keep it; by page. */
  const waiting = new Map<string, Mailbox & Stretch & { readonly incident: string; keptUntil: number }>()

  const fullOf = ({ to, channel }: Mailbox, severity: Severity): Stretch[] => {
    const { pk, sk } = keys.mailbox(to, channel)
    const times = (places.get(`${pk} ${sk}`) ?? []).map(Date.parse)
    return (severity === 'critical' ? critical : others).flatMap(([messages, minutes]) =>
      times.flatMap((first, index) => {
        const last = times[index + messages - 1]
        return last === undefined ? [] : [{ from: last, until: first + minutes * minute }]
      }),
    )
  }

  return {
    /** A message may go, and has a place for that. Each is of the call that writes it, or was there. */
    onMailbox: ({ pk, sk, sent }: MailboxRecord, { now }: Call): void => {
      const name = `${pk} ${sk}`
      const known = places.get(name) ?? []
      const [first = ''] = sent
      const nowText = now.toISOString()
      // The latest are the last: they are found at once from there.
      for (const at of sent)
        if (at !== nowText && known.lastIndexOf(at) < 0) violate(`${name}: a message of ${at}, and none went then`)
      // Those of more than three hours ago are forgotten, and one that did not go is taken back.
      places.set(name, [...known.filter((at) => at < first), ...sent])
    },

    onPage: (name: string, page: NotificationRecord, clock: number): void => {
      const { incident, to, channel, outcome, digest, leaseBy, notBefore } = page
      const known = waiting.get(name)
      if (outcome === 'planned' && digest && leaseBy === undefined) {
        const keptUntil = Math.max(known?.keptUntil ?? 0, notBefore === undefined ? 0 : Date.parse(notBefore))
        const stretch = { from: known?.from ?? clock, until: Number.POSITIVE_INFINITY }
        waiting.set(name, { incident, to, channel, ...stretch, keptUntil })
      } else if (known) known.until = Math.min(known.until, clock)
    },

    /**
     * When pages of an incident waited and could not go: the mailbox was full for their severity, or the time before which they must
     * not go had not come. What waits for longer than that is not excused.
     */
    waitsOf: (incident: string, severity: Severity): Stretch[] =>
      [...waiting.values()]
        .filter((page) => page.incident === incident)
        .flatMap(({ from, until, keptUntil, ...mailbox }) => [
          { from, until: Math.min(until, keptUntil) },
          ...fullOf(mailbox, severity).flatMap((full) => overlap(full, from, until)),
        ]),
  }
}
