import { ConfigError } from '../errors.ts'
import { withInheritedSchedules } from '../jobs/chain.ts'
import { channels } from './alerts/schema.ts'
import { faultsBelowBadNames } from './bad-names.ts'
import { crossCheck } from './cross-check.ts'
import { errorMap, explain } from './explain.ts'
import { type Config, type ConfigInput, configSchema } from './schema.ts'
import { textProblems } from './texts.ts'
import { withoutUnknownKeys } from './unknown-keys.ts'

export { own, ssm } from './values.ts'

/** Gives the config its types, so that an editor completes and explains every key. It is checked at synth. */
export const defineConfig = (config: ConfigInput): ConfigInput => config

const read = (value: unknown) => configSchema.safeParse(value, { error: errorMap, reportInput: true })

type Issue = NonNullable<ReturnType<typeof read>['error']>['issues'][number]

const issuesOf = (value: unknown): readonly Issue[] => read(value).error?.issues ?? []

/** Faults that zod does not come to while a key beside them is unknown, such as a memory that does not fit the CPU. */
const faultsBesideUnknownKeys = (input: unknown, issues: readonly Issue[]): string[] => {
  const copy = withoutUnknownKeys(input, issues)
  if (copy === input) return []
  const known = explain(input, issues)
  return explain(input, issuesOf(copy)).filter((line) => !known.includes(line))
}

/** Every fault that a config shows by itself, and the config with its defaults where there is none. */
export const checkConfig = (
  input: unknown,
  now: Date,
): { readonly config: Config | undefined; readonly problems: readonly string[] } => {
  const { data, error } = read(input)
  const issues = error?.issues ?? []
  const found = [
    ...explain(input, issues),
    ...faultsBelowBadNames(input, issues, issuesOf),
    ...faultsBesideUnknownKeys(input, issues),
    ...crossCheck(input, now),
  ]
  const problems = [...found, ...textProblems(input, found)]
  return { config: data && problems.length === 0 ? withChannelDefaults(data) : undefined, problems }
}

/**
 * Checks a config and fills in its defaults.
 * @param now instant from which schedules must still fire some day
 * @param file what it stands in, for the error
 * @throws ConfigError with every fault at once, each with its path, its value, what is allowed and what was likely meant
 */
export const parseConfig = (input: unknown, now: Date, file = 'nightshift.config.ts'): Config => {
  const { config, problems } = checkConfig(input, now)
  if (config === undefined) throw new ConfigError(file, problems)
  return config
}

/** The defaults of keys that the region decides, and the schedules of jobs that come after others. */
const withChannelDefaults = (config: Config): Config => {
  const { alerts, region } = config
  const defaults = channels.map(([, channel]) => channel.defaults?.(alerts as never, region) ?? {})
  const jobs = config.jobs && withInheritedSchedules(config.jobs)
  return { ...config, ...(jobs ? { jobs } : {}), alerts: Object.assign({}, alerts, ...defaults) }
}
