import type { CalendarConfig } from '../index.ts'
import type { Note } from './notes.ts'
import type { Schedule, Tagged } from './read-tables.ts'

/** A place in `hours.targets`. */
export interface ImportedTarget {
  readonly name: string
  readonly kind: 'ec2-instances' | 'rds-instances' | 'rds-clusters' | 'auto-scaling-groups'
  readonly tag: { readonly key: string; readonly value: string }
  readonly calendar: string
  readonly enforce: boolean
  /** How many have the tag now. */
  readonly found: number
}

const cutName = (name: string): string => name.slice(0, 40).replace(/-+$/, '')

/** Lower-case letters, digits and hyphens, as names of the config are. */
export const nameOf = (text: string): string => {
  const plain = text.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  const name = cutName(plain.replace(/^[^a-z]+/, ''))
  return name.length < 2 ? cutName(`schedule-${plain.replace(/^-/, '')}`) : name
}

/** By the resource part of an ARN. */
const kindsByArn = [
  [/^arn:[^:]+:ec2:[^:]*:\d*:instance\//, 'ec2-instances'],
  [/^arn:[^:]+:rds:[^:]*:\d*:db:/, 'rds-instances'],
  [/^arn:[^:]+:rds:[^:]*:\d*:cluster:/, 'rds-clusters'],
  [/^arn:[^:]+:autoscaling:[^:]*:\d*:autoScalingGroup:/, 'auto-scaling-groups'],
] as const

/** An entry for each kind and schedule that something carries the tag of. */
export const targetsOf = (
  tagged: readonly Tagged[],
  schedules: readonly Schedule[],
  calendars: Readonly<Record<string, CalendarConfig>>,
  key: string,
): { readonly targets: ImportedTarget[]; readonly notes: Note[] } => {
  const notes: Note[] = []
  const counts = new Map<
    string,
    { readonly kind: ImportedTarget['kind']; readonly value: string; readonly found: number }
  >()
  for (const { arn, schedule } of tagged) {
    const kind = kindsByArn.find(([pattern]) => pattern.test(arn))?.[1]
    if (kind === undefined) notes.push({ of: `tag ${schedule}`, text: `${arn} is of a kind that has no equal` })
    else if (!Object.hasOwn(calendars, nameOf(schedule)))
      notes.push({ of: `tag ${schedule}`, text: `${arn} names a schedule that is not there` })
    else
      counts.set(`${kind} ${schedule}`, {
        kind,
        value: schedule,
        found: (counts.get(`${kind} ${schedule}`)?.found ?? 0) + 1,
      })
  }
  const targets = [...counts.values()].map(({ kind, value, found }) => ({
    name: nameOf(`${value}-${kind}`),
    kind,
    tag: { key, value },
    calendar: nameOf(value),
    enforce: String(schedules.find(({ name }) => name === value)?.flags.enforced).toLowerCase() === 'true',
    found,
  }))
  return { targets, notes }
}
