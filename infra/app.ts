import { App, Tags, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { config as written } from '../nightshift.config.ts'
import { parseConfig } from '../shared/config/define-config.ts'
import { jobsWarnings } from '../shared/config/jobs/warnings.ts'
import { lifecycleWarnings } from '../shared/config/lifecycle/warnings.ts'
import { ConfigError } from '../shared/errors.ts'
import { coverageProblems } from '../shared/on-call/coverage.ts'
import { peopleNeverCalled } from '../shared/on-call/idle-people.ts'
import { coverageWarnings } from '../shared/on-call/overload.ts'
import { composeStacks } from './compose.ts'
import { jobNetworkProblems } from './functions/jobs/preflight.ts'
import { synthesizeWithinLimits } from './limits/limits.ts'

try {
  const now = new Date()
  const config = parseConfig(written, now)
  const problems = [
    ...coverageProblems(config.alerts, now),
    ...(config.estate ? jobNetworkProblems(config.jobs ?? {}, config.estate.network, config.region) : []),
  ]
  if (problems.length > 0) throw new ConfigError('nightshift.config.ts', problems)
  const warnings = [
    ...coverageWarnings(config.alerts, now),
    ...peopleNeverCalled(config.alerts),
    ...jobsWarnings(config.jobs ?? {}, now),
    ...lifecycleWarnings(config.lifecycle),
  ]
  for (const warning of warnings) console.warn(`nightshift.config.ts: warning: ${warning}`)
  const app = new App()
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
  for (const [key, value] of Object.entries(config.tags)) Tags.of(app).add(key, value)
  composeStacks(app, config)
  synthesizeWithinLimits(app)
} catch (error) {
  if (!(error instanceof ConfigError)) throw error
  console.error(error.message)
  process.exitCode = 2
}
