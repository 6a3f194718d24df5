import { slowProblems } from '../shared/config/cross-check.ts'
import { checkConfig } from '../shared/config/define-config.ts'
import type { Config } from '../shared/config/schema.ts'
import { ConfigError } from '../shared/errors.ts'
import { writtenNetworkProblems } from './functions/jobs/preflight.ts'

/** Faults that need more than the config's own rules to be found, a line for each capability that has some. No CDK here: `npm start` asks too. */
const contributions: readonly ((written: unknown) => readonly string[])[] = [writtenNetworkProblems]

/**
 * The config, ready to be deployed: its own faults, gaps of the on-call coverage and jobs without a way to what they need are
 * reported together, the latter two of what can be read.
 * @throws ConfigError with every problem
 */
export const checkedConfig = (written: unknown, now: Date): Config => {
  const { config, problems } = checkConfig(written, now)
  const all = [...problems, ...slowProblems(written, now), ...contributions.flatMap((each) => each(written))]
  if (config === undefined || all.length > 0) throw new ConfigError('nightshift.config.ts', all)
  return config
}
