import { App, Tags, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { configNotes, configWarnings } from '../shared/config/cross-check.ts'
import { writtenConfig } from '../shared/config/written-config.ts'
import { ConfigError } from '../shared/errors.ts'
import { stacksOf } from '../shared/stacks/index.ts'
import { checkedConfig } from './checked-config.ts'
import { composeStacks } from './compose.ts'
import { synthesizeWithinLimits } from './limits/limits.ts'
import { networkPlan } from './network-plan.ts'
import { refuseUnreachable } from './reach.ts'

try {
  const now = new Date()
  const config = checkedConfig(await writtenConfig(), now)
  for (const warning of configWarnings(config, now)) console.warn(`nightshift.config.ts: warning: ${warning}`)
  for (const note of configNotes(config, now)) console.warn(`nightshift.config.ts: ${note}`)
  const app = new App()
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
  for (const [key, value] of Object.entries(config.tags)) Tags.of(app).add(key, value)
  composeStacks(app, config, stacksOf(config), networkPlan(app, config))
  const assembly = synthesizeWithinLimits(app)
  // Who asks where a network ends wants its templates although they are wrong.
  if (app.node.tryGetContext('nightshift:unproven') !== true) refuseUnreachable(config, assembly)
} catch (error) {
  if (!(error instanceof ConfigError)) throw error
  console.error(error.message)
  process.exitCode = 2
}
