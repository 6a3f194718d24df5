import type { CloudAssembly } from 'aws-cdk-lib/cx-api'
import type { Config } from '../shared/config/schema.ts'
import { ConfigError } from '../shared/errors.ts'
import { reachProblems } from '../shared/reach/estate/proof.ts'

/**
 * Refuses templates in which somebody does not reach whom they must, or reaches whom they must not.
 * @throws ConfigError with each need that does not hold, the first wrong hop and the fix
 */
export const refuseUnreachable = (config: Config, { stacks }: CloudAssembly): void => {
  const problems = reachProblems(
    config,
    stacks.map(({ stackName, environment, template }) => ({ name: stackName, region: environment.region, template })),
  )
  if (problems.length > 0) throw new ConfigError('nightshift.config.ts', problems)
}
