import { App, Tags, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { configWarnings } from '../shared/config/cross-check.ts'
import { writtenConfig } from '../shared/config/written-config.ts'
import { ConfigError } from '../shared/errors.ts'
import { checkedConfig } from './checked-config.ts'
import { composeStacks } from './compose.ts'
import { synthesizeWithinLimits } from './limits/limits.ts'

try {
  const now = new Date()
  const config = checkedConfig(await writtenConfig(), now)
  for (const warning of configWarnings(config, now)) console.warn(`nightshift.config.ts: warning: ${warning}`)
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
