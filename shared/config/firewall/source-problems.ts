import { takesLegacyLogs } from '../../firewall/legacy-logging.ts'
import { problem } from '../explain.ts'
import { entries, field, list } from '../references.ts'

type Path = readonly PropertyKey[]

/** Names of the sources that the config does not name. */
const ownSources: Readonly<Record<string, string>> = {
  web: 'the load balancer of estate.web has it',
  edge: 'the distribution of estate.edge has it',
  view: 'the distribution of thumbnails.view has it',
  logs: "the firewall's own bucket has it",
}

const buckets: Path = ['firewall', 'sources', 'buckets']

/** Two entries that would both read one object. */
const overlaps = (sources: readonly unknown[]): string[] =>
  sources.flatMap((source, index) => {
    const [bucket, prefix] = [field(source, 'bucket'), field(source, 'prefix') ?? '']
    const other = sources
      .slice(0, index)
      .findIndex((each) => field(each, 'bucket') === bucket && (field(each, 'prefix') ?? '') === prefix)
    return typeof bucket === 'string' && other >= 0
      ? [
          problem(
            [...buckets, index, 'bucket'],
            bucket,
            `a bucket, or a prefix, of its own: [${other}] reads the same objects`,
          ),
        ]
      : []
  })

const nameProblems = (sources: readonly unknown[], hasEdge: boolean): string[] =>
  sources.flatMap((source, index) => {
    const name = field(source, 'name')
    if (typeof name !== 'string') return []
    const path = [...buckets, index, 'name']
    if (Object.hasOwn(ownSources, name) && (name !== 'edge' || hasEdge))
      return [problem(path, name, `another name: ${ownSources[name]}`)]
    const first = sources.findIndex((each) => field(each, 'name') === name)
    return first < index ? [problem(path, name, `a name of its own: [${first}] has it`)] : []
  })

/** What rules look at, and the fields that say it. */
const fieldsOfRules = (rules: unknown): { readonly fields: readonly string[]; readonly rule: string }[] =>
  entries(rules as Readonly<Record<string, unknown>> | undefined).flatMap(([rule, each]) => [
    ...((field(each, 'paths') ?? field(each, 'under')) ? [{ fields: ['cs-uri-stem'], rule }] : []),
    ...(field(each, 'agents') ? [{ fields: ['cs(User-Agent)'], rule }] : []),
    ...(field(each, 'hosts') ? [{ fields: ['x-host-header', 'cs(Host)'], rule }] : []),
  ])

const plainProblems = (firewall: unknown, sources: readonly unknown[]): string[] =>
  sources.flatMap((source, index) => {
    const fields = field(field(source, 'plain'), 'fields')
    if (!Array.isArray(fields) || fields.length === 0) return []
    const path = [...buckets, index, 'plain', 'fields']
    const has = (...names: readonly string[]): boolean =>
      fields.some((each) => names.some((name) => String(each).toLowerCase() === name.toLowerCase()))
    const needed = [
      ...((has('date') && has('time')) || has('timestamp(ms)', 'timestamp') ? [] : ['date and time, or timestamp(ms)']),
      ...(has('c-ip') ? [] : ['c-ip']),
      ...(has('sc-status') ? [] : ['sc-status']),
    ]
    const forRules = fieldsOfRules(field(firewall, 'rules')).filter((each) => !has(...each.fields))
    return [
      ...(needed.length > 0
        ? [problem(path, fields, `${needed.join(', ')} among them: without it no line can be counted`)]
        : []),
      ...forRules.map((each) =>
        problem(path, fields, `${each.fields.join(' or ')} among them: the rule ${each.rule} looks at it`),
      ),
      ...fields.flatMap((each, place) =>
        fields.indexOf(each) < place ? [problem([...path, place], each, 'each field once')] : [],
      ),
    ]
  })

/** The logs of CloudFront would come into a bucket into which it writes none. */
const regionProblems = (config: unknown, source: 'edge' | 'view', isRead: boolean): string[] => {
  const region = field(config, 'region')
  if (!isRead || typeof region !== 'string' || takesLegacyLogs(region)) return []
  return [
    problem(
      ['firewall', 'sources', source],
      true,
      `false: CloudFront delivers its logs to no bucket in ${region}, as the Region is off by default. Let the distribution write logs (v2) into a bucket of yours, and name it in firewall.sources.buckets`,
    ),
  ]
}

/** Faults of sources: what is not there, names and objects that two have, fields without which no line counts. */
export const sourceProblems = (config: unknown): string[] => {
  const firewall = field(config, 'firewall')
  const sources = field(firewall, 'sources')
  const named = list(field(sources, 'buckets'))
  const hasEdge = field(field(config, 'estate'), 'edge') !== undefined
  return [
    ...(field(sources, 'web') === true && field(field(config, 'estate'), 'web') === undefined
      ? [
          problem(
            ['firewall', 'sources', 'web'],
            true,
            'false, or nothing: the config has no estate.web whose logs could be read',
          ),
        ]
      : []),
    ...(field(sources, 'edge') === true && !hasEdge
      ? [
          problem(
            ['firewall', 'sources', 'edge'],
            true,
            'false, or nothing: the config has no estate.edge whose logs could be read',
          ),
        ]
      : []),
    ...(field(sources, 'view') === true && field(field(config, 'thumbnails'), 'view') === undefined
      ? [
          problem(
            ['firewall', 'sources', 'view'],
            true,
            'false, or nothing: the config has no thumbnails.view whose logs could be read',
          ),
        ]
      : []),
    ...regionProblems(config, 'view', field(sources, 'view') === true),
    ...regionProblems(config, 'edge', firewall !== undefined && hasEdge && field(sources, 'edge') !== false),
    ...nameProblems(named, hasEdge),
    ...overlaps(named),
    ...plainProblems(firewall, named),
  ]
}
