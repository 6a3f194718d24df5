import { createHash } from 'node:crypto'
import type { Severity } from '../../../../shared/config/alerts/policies.ts'
import type { SourceKind } from '../../../../shared/config/alerts/source-kinds.ts'
import { redact } from '../../../../shared/log.ts'
import { cut } from '../../../../shared/text.ts'
import { clean, instantOf, keyOf, nameOf, noteOf } from '../text.ts'
import type { Transition } from '../transition.ts'

/** Who posted something, and what the config says of them. */
export interface PostedBy {
  /** Name of the source; nothing for a message of the alarm topic. */
  readonly source?: string | undefined
  /** The form that it has. Default: found out. */
  readonly kind?: SourceKind | undefined
  /** How severe it is where neither a route nor the source says. */
  readonly severity?: Severity | undefined
  /** Policy or rotation that it goes to where no route says. */
  readonly policy?: string | undefined
  /** ISO 8601 instant at which it came in. */
  readonly receivedAt: string
  /** What the header of Sentry or GitHub says that it is. */
  readonly event?: string | undefined
}

/** What a form was read into: one trouble, and how it stands. */
export interface PostedAlert {
  /** The same for every report of one trouble. */
  readonly key: string
  /** Whether it is about the source's reports themselves: no key that the source may send is the same trouble. */
  readonly ofReports?: boolean | undefined
  /** What routes match, after the name of the source. Default: the key. */
  readonly name?: string | undefined
  readonly state: Transition['state']
  readonly title?: string | undefined
  readonly text?: string | undefined
  /** What its author wrote for the responder: it comes along as it is. */
  readonly description?: string | undefined
  readonly severity?: Severity | undefined
  readonly link?: string | undefined
  readonly labels?: Readonly<Record<string, string>> | undefined
  /** When it became so, where the source says it. Default: when it came in. */
  readonly at?: string | undefined
}

const longestLink = 2_000
const longestTitle = 200

/** An address that a person may open; nothing for anything else. */
const webAddress = (text: string | undefined): string | undefined =>
  text !== undefined && text.length <= longestLink && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
    ? new URL(text).href
    : undefined

/** A key as the ledger may keep it: one that holds a number or an address of a person stands there as a hash. */
const storedKeyOf = (key: string): string =>
  redact(key) === key ? key : `~${createHash('sha256').update(key).digest('hex')}`

/** A title on one line. */
export const lineOf = (text: string): string => nameOf(cut(clean(text), longestTitle)).trim()

/** What Nightshift itself says of a source's reports, beside what it reports: a source may have such a key too, and means something else. */
const ownKeys: readonly string[] = ['bounds', 'unreadable', 'too-many']

/** What the record is found by: below one source each key is one alarm. */
const alarmOf = (source: string | undefined, { key, ofReports = false }: PostedAlert): string => {
  if (source === undefined) return keyOf('message', 'key', storedKeyOf(key))
  return ownKeys.includes(key) && !ofReports
    ? keyOf('source', source, 'key', key)
    : keyOf('source', source, storedKeyOf(key))
}

/**
 * A time as a source says it; in UTC where it names no zone. JavaScript reads "12" as a day of 2001, and what has such a time would be older than
 * all that is known: what does not begin as a date is none.
 */
const timeIn = (text: string | undefined): string | undefined => {
  const [found, day, time, zone = 'Z'] = /^(\d{4}-\d\d-\d\d)(?:[T ](\d[\d:.]*)\s*(\S.*)?)?$/.exec(text ?? '') ?? []
  return found === undefined ? undefined : instantOf(time === undefined ? day : `${day}T${time}${zone}`)
}

/** Makes a transition of what was read. @throws PermanentError `malformed-event` where nothing says when it came in */
export const transitionOf = (alert: PostedAlert, by: PostedBy): Transition => {
  const { key, name = key, state, title, text, severity, labels = {} } = alert
  const link = webAddress(alert.link)
  // An email shows an address of https alone as a link; another one a person can still copy.
  const shown = link?.startsWith('https:') ? link : undefined
  const description = [alert.description, link === shown ? undefined : link].filter(Boolean).join('\n')
  const head = lineOf(title ?? '') || lineOf(name) || lineOf(key) || (by.source ?? 'message')
  return {
    alarm: alarmOf(by.source, alert),
    name: nameOf(`${by.source === undefined ? 'message' : `source/${by.source}`}/${lineOf(name)}`),
    title: head,
    state,
    at: timeIn(alert.at) ?? by.receivedAt,
    reason: clean(text ?? '') || head,
    ...(description === '' ? {} : { description: noteOf(description) }),
    severity: severity ?? by.severity,
    policy: by.policy,
    ...(Object.keys(labels).length === 0 ? {} : { tags: labels }),
    ...(shown === undefined ? {} : { link: shown }),
  }
}
