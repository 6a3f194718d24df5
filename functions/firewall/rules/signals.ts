import type { FirewallTold } from '../../../shared/ledger/records.ts'
import type { Signal } from '../../../shared/signals.ts'
import { terminal } from '../../../shared/terminal.ts'
import { durationText } from '../../../shared/time.ts'
import type { FirewallSlice } from './slice.ts'

/**
 * What may be wrong, each said once when it begins and once when it is over. The first word is the kind, what stands behind the `#` is what
 * it is about: a source, a set or a rule, never an address.
 */
export const conditions = {
  silent: (source: string) => `silent#${source}`,
  broken: (source: string) => `broken#${source}`,
  unreadable: (source: string) => `unreadable#${source}`,
  behindCdn: (source: string) => `behind-cdn#${source}`,
  full: (set: string) => `set-full#${set}`,
  nearlyFull: (set: string) => `set-nearly-full#${set}`,
  refused: (set: string) => `set-refused#${set}`,
  stale: (set: string) => `set-contended#${set}`,
  newBlocks: () => 'many-blocks#all',
  customer: (rule: string) => `customer-blocked#${rule}`,
} as const

interface Words {
  readonly title: string
  readonly body: string
  /** The title when it is over. */
  readonly over: string
}

const see = `See them: ${terminal} firewall blocks`

const wordsOf = (kind: string, about: string, { alerts, setLimit }: FirewallSlice): Words => {
  switch (kind) {
    case 'silent':
      return {
        title: `No access logs from ${about}`,
        body: `None came${alerts.silentSeconds === undefined ? '' : ` for ${durationText(alerts.silentSeconds)}`}: nobody is blocked for what they do there. Check that logging is on, that its bucket still sends notifications, and the queue: ${terminal} queues`,
        over: `Access logs come from ${about} again`,
      }
    case 'broken':
      return {
        title: `Some logs of ${about} cannot be read`,
        body: `What could be read of them is counted, and they are not tried again. See which and why: ${terminal} firewall logs`,
        over: `No log of ${about} was unreadable for a day`,
      }
    case 'unreadable':
      return {
        title: `Most logs of ${about} cannot be read`,
        body: `Nobody is blocked for what they do there. See why: ${terminal} firewall logs. Parquet is not read: choose JSON, w3c or plain text for the delivery.`,
        over: `Most logs of ${about} can be read again`,
      }
    case 'behind-cdn':
      return {
        title: `${about} is behind a content delivery network`,
        body: 'Most of its lines come from the network’s own addresses, which are never blocked: no client can be found here. Read the logs of the network instead: of CloudFront by firewall.sources, and leave this source out.',
        over: `${about} is no longer behind a content delivery network`,
      }
    case 'set-full':
      return {
        title: `The set ${about} is full`,
        body: `It has all of its ${setLimit} places. The least active offenders have no place and are not blocked. ${see}. Block a range by hand, or raise thresholds.`,
        over: `The set ${about} has room again`,
      }
    case 'set-nearly-full':
      return {
        title: `The set ${about} is nearly full`,
        body: `More than ${Math.round(alerts.setNearlyFull * 100)} % of its ${setLimit} places are taken. When it is full, the least active offenders are not blocked. ${see}`,
        over: `The set ${about} is no longer nearly full`,
      }
    case 'set-refused':
      return {
        title: `AWS WAF refuses changes of the set ${about}`,
        body: `Nobody is blocked or released by it. See why: ${terminal} firewall. Deploy the current stacks; if that does not help, a policy of the organization denies it.`,
        over: `AWS WAF takes changes of the set ${about} again`,
      }
    case 'set-contended':
      return {
        title: `Somebody else keeps changing the set ${about}`,
        body: 'Five changes in a row met one of somebody else. Each pass tries again. Find what else writes to it: its entries are kept, but one writer is enough.',
        over: `The set ${about} could be changed again`,
      }
    case 'many-blocks':
      return {
        title: 'Many addresses are blocked',
        body: `More than ${alerts.newBlocks} within ${durationText(alerts.newBlocksWindowSeconds)}: an attack, or a rule that is too strict. ${see}. To release one: ${terminal} firewall release ADDRESS`,
        over: 'The number of new blocks is back to normal',
      }
    default:
      return {
        title: `The rule ${about} blocks somebody who had been a customer`,
        body: `An address that it blocks had a successful request on a path of firewall.customers. ${see}, and why: ${terminal} firewall why ADDRESS`,
        over: `The rule ${about} blocks nobody who had been a customer`,
      }
  }
}

/** What can wait until morning: nobody is kept out who should be in, and attacks are stopped. */
const warnings: ReadonlySet<string> = new Set(['behind-cdn', 'set-nearly-full', 'customer-blocked'])

/** The mood at the beginning. One object that cannot be read is on record with its name and why, and wakes nobody. */
const moodOf = (kind: string, isOver: boolean): Signal['mood'] => (kind === 'broken' ? 'note' : isOver ? 'good' : 'bad')

/** The signal of a condition: that it began, or that it is over. The same each time it is made. */
export const conditionSignal = (name: string, { since, until }: FirewallTold, slice: FirewallSlice): Signal => {
  const [kind = '', about = ''] = name.split('#')
  const { title, body, over } = wordsOf(kind, about, slice)
  const isOver = until !== undefined
  return {
    name: `firewall.${kind}`,
    subject: `firewall/${kind}/${about}`,
    mood: moodOf(kind, isOver),
    ...(warnings.has(kind) ? { severity: 'warning' as const } : {}),
    id: `firewall/${kind}/${about}/${since}${isOver ? '/over' : ''}`,
    at: until ?? since,
    title: isOver ? over : title,
    body: isOver ? 'It was reported, and is over.' : body,
  }
}
