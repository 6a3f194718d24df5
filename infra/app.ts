import { App, Tags, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { config as written } from '../nightshift.config.ts'
import { parseConfig } from '../shared/config/define-config.ts'
import { ConfigError } from '../shared/errors.ts'
import { composeStacks } from './compose.ts'

try {
  const config = parseConfig(written, new Date())
  const app = new App()
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
  for (const [key, value] of Object.entries(config.tags)) Tags.of(app).add(key, value)
  composeStacks(app, config)
  app.synth()
} catch (error) {
  if (!(error instanceof ConfigError)) throw error
  console.error(error.message)
  process.exitCode = 2
}
