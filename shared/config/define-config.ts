import { ConfigError } from '../errors.ts'
import { channels } from './alerts/schema.ts'
import { faultsBelowBadNames } from './bad-names.ts'
import { crossCheck } from './cross-check.ts'
import { errorMap, explain } from './explain.ts'
import { type Config, type ConfigInput, configSchema } from './schema.ts'

export { own, ssm } from './values.ts'

/** Gives the config its types, so that an editor completes and explains every key. It is checked at synth. */
export const defineConfig = (config: ConfigInput): ConfigInput => config

/**
 * Checks a config and fills in its defaults.
 * @param now instant from which schedules must still fire some day
 * @throws ConfigError with every fault at once, each with its path, its value, what is allowed and the nearest name
 */
export const parseConfig = (input: unknown, now: Date): Config => {
  const read = (value: unknown) => configSchema.safeParse(value, { error: errorMap, reportInput: true })
  const result = read(input)
  const problems = [
    ...(result.success
      ? []
      : [
          ...explain(input, result.error.issues),
          ...faultsBelowBadNames(input, result.error.issues, (value) => read(value).error?.issues ?? []),
        ]),
    ...crossCheck(input, now),
  ]
  if (!result.success || problems.length > 0) throw new ConfigError('nightshift.config.ts', problems)
  return withChannelDefaults(result.data)
}

/** The defaults of keys that the region decides. */
const withChannelDefaults = (config: Config): Config => {
  const { alerts, region } = config
  const defaults = channels.map(([, channel]) => channel.defaults?.(alerts as never, region) ?? {})
  return { ...config, alerts: Object.assign({}, alerts, ...defaults) }
}
