/** The dimensions of a metric by which CloudWatch knows something that can be switched off; a service has its cluster's name too. */
const identities: readonly (readonly string[])[] = [
  ['InstanceId'],
  ['AutoScalingGroupName'],
  ['DBInstanceIdentifier'],
  ['DBClusterIdentifier'],
  ['ClusterName', 'ServiceName'],
  ['TargetGroup'],
]

/** What an alarm or an event says of what it is about. */
export interface Reported {
  /** Name of the alarm, or the subject of an event. */
  readonly name: string
  /** ARN of the alarm, or of what an event is about. */
  readonly arn?: string | undefined
  readonly metric?: { readonly dimensions: Readonly<Record<string, string>> } | undefined
}

/** The name under which a target that lists an alarm is found by it. */
export const alarmSubject = (name: string): string => `alarm/${name}`

/** The names of the alarms that targets of the config list, each once. */
export const listedAlarms = ({
  targets,
}: {
  readonly targets: readonly { readonly alarms: readonly string[] }[]
}): string[] => [...new Set(targets.flatMap(({ alarms }) => alarms))]

/** The name under which a target itself is found, such as `target/rds-instance/shop`: a job that needs it reads that. */
export const targetSubject = (target: string): string => `target/${target}`

/** The name by dimensions, such as `ClusterName=shop,ServiceName=web`. */
export const dimensionSubject = (dimensions: Readonly<Record<string, string>>): string =>
  Object.entries(dimensions)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join(',')

/**
 * The names under which what is reported may stand in the ledger as planned off: the alarm's own, what its dimensions name,
 * and the ARN of the resource itself. At most a handful, so that each can be read by its key.
 * @param listed names of the alarms that targets list; no other stands there by its name. Default: any may
 */
export const subjectsOf = ({ name, arn, metric }: Reported, listed?: readonly string[]): string[] => {
  const dimensions = metric?.dimensions ?? {}
  const named = identities
    .filter((names) => names.every((each) => Object.hasOwn(dimensions, each)))
    .map((names) => dimensionSubject(Object.fromEntries(names.map((each) => [each, dimensions[each] ?? '']))))
  const own = arn !== undefined && !/^arn:[^:]*:cloudwatch:/.test(arn) ? [arn] : []
  const byName = listed === undefined || listed.includes(name) ? [alarmSubject(name)] : []
  return [...byName, ...named, ...own]
}
