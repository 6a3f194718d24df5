import type { SourceKind } from '../../../../shared/config/alerts/source-kinds.ts'
import { readable } from '../readable.ts'
import type { Transition } from '../transition.ts'
import { type PostedAlert, type PostedBy, transitionOf } from './alert.ts'
import { isGroup, readGroup } from './alertmanager.ts'
import { type Fields, objectOf } from './fields.ts'
import { isGithub, readGithub } from './github.ts'
import { isLegacyGrafana, readLegacyGrafana } from './grafana-legacy.ts'
import { isHealthcheck, readHealthcheck } from './healthchecks.ts'
import { readJson } from './json.ts'
import { isSentry, readSentry } from './sentry.ts'
import { isKuma, readKuma } from './uptime-kuma.ts'

export type { PostedBy } from './alert.ts'

/** Most alerts of one request; what is more is counted and reported. */
export const mostAlerts = 500

type Read = (fields: Fields, event?: string) => readonly (PostedAlert | undefined)[]

const one =
  (read: (fields: Fields, event?: string) => PostedAlert | undefined): Read =>
  (fields, event) => [read(fields, event)]

const readers: Readonly<Record<SourceKind, Read>> = {
  json: one(readJson),
  alertmanager: readGroup,
  grafana: (fields) => (isLegacyGrafana(fields) ? [readLegacyGrafana(fields)] : readGroup(fields)),
  healthchecks: one(readHealthcheck),
  'uptime-kuma': one(readKuma),
  sentry: one(readSentry),
  github: one(readGithub),
}

/** The form that a body has, by the header of its sender or by what only that product's bodies have. */
export const kindOf = (fields: Fields, event?: string): SourceKind => {
  if (event?.startsWith('github:') || isGithub(fields)) return 'github'
  if (event?.startsWith('sentry:') || isSentry(fields)) return 'sentry'
  if (isLegacyGrafana(fields)) return 'grafana'
  if (isGroup(fields)) return 'orgId' in fields ? 'grafana' : 'alertmanager'
  if (isKuma(fields)) return 'uptime-kuma'
  return isHealthcheck(fields) ? 'healthchecks' : 'json'
}

const readOne = (value: unknown, { kind, event }: PostedBy): readonly (PostedAlert | undefined)[] => {
  const fields = objectOf(value)
  return fields ? readers[kind ?? kindOf(fields, event)](fields, event) : [undefined]
}

/** What a person has to look at, because nobody here could read it: one incident a source, however much of it comes. */
const unreadable = (body: unknown, count: number, by: PostedBy): PostedAlert => ({
  key: 'unreadable',
  ofReports: true,
  state: 'ALARM',
  title: `${by.source ?? 'The topic'} sent what Nightshift cannot read`,
  text: [
    `${count === 1 ? 'One report' : `${count} reports`} could not be read${by.kind ? ` as ${by.kind}` : ''}. It may be an alert: look at it. It held:`,
    readable(body),
  ].join('\n'),
})

const tooMany = (count: number, by: PostedBy): PostedAlert => ({
  key: 'too-many',
  ofReports: true,
  state: 'ALARM',
  title: `${by.source ?? 'The topic'} sent ${count} alerts at once`,
  text: `Of ${count} alerts in one request ${mostAlerts} were read and ${count - mostAlerts} were not. Look at the source for the rest, and have it send fewer at once.`,
})

/** Of more than can be read, what says of a trouble again what was said of it last tells nothing new: a storm of one keeps out no other. */
const withoutRepetitions = (alerts: readonly PostedAlert[]): PostedAlert[] => {
  const last = new Map<string, PostedAlert['state']>()
  return alerts.filter(({ key, state }) => {
    const isNew = last.get(key) !== state
    last.set(key, state)
    return isNew
  })
}

/**
 * Reads what a source posted: one body, or a list of them. Whatever is in it, something comes of it: what cannot be read is an alert
 * that says so, and what is more than 500 alerts is counted in another.
 * @param body parsed JSON
 */
export const readPosted = (body: unknown, by: PostedBy): Transition[] => {
  const read = (Array.isArray(body) ? body : [body]).flatMap((each) => readOne(each, by))
  const found = read.filter((each) => each !== undefined)
  const lost = read.length - found.length
  const alerts = found.length > mostAlerts ? withoutRepetitions(found) : found
  return [
    ...alerts.slice(0, mostAlerts),
    ...(alerts.length > mostAlerts ? [tooMany(alerts.length, by)] : []),
    ...(lost > 0 || read.length === 0 ? [unreadable(body, Math.max(lost, 1), by)] : []),
  ].map((alert) => transitionOf(alert, by))
}
