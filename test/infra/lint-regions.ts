import { installLinter } from '../../local/lint/install.ts'
import { lintTemplates } from '../../local/lint/lint.ts'
import { say } from '../../local/progress.ts'
import { SetupError } from '../../local/setup-error.ts'
import { config as example } from '../../nightshift.config.ts'
import { checkConfig } from '../../shared/config/define-config.ts'
import { openRegions } from '../../shared/config/offers/regions.ts'
import type { ConfigInput } from '../../shared/config/schema.ts'
import { type Templates, templatesOf } from './templates.ts'
import { minimal } from './variants.ts'

// npm run lint:regions              the templates of the config in each region that it may name, against the schemas there
// npm run lint:regions -- REGION…   only in these

/** The project's config moved to a region, or where it cannot be there as it is, the smallest that there is. */
const configIn = (region: string): ConfigInput | undefined =>
  [example, minimal].map((config) => ({ ...config, region })).find((config) => checkConfig(config, new Date()).config)

const lintIn = async (region: string, templates: Templates): Promise<boolean> => {
  const findings = await lintTemplates(await installLinter(say), templates, [region])
  for (const { template, rule, path, message } of findings)
    console.error(`${region}: ${template}: ${path}: ${message} (${rule})`)
  return findings.length === 0
}

const given = process.argv.slice(2)
const unknown = given.filter((region) => !openRegions.includes(region))
try {
  if (unknown.length > 0)
    throw new SetupError(`Not regions: ${unknown.join(', ')}; known are ${openRegions.join(', ')}.`)
  for (const region of given.length > 0 ? given : openRegions) {
    const config = configIn(region)
    if (!config) {
      say(`${region}: a config cannot name it`)
      continue
    }
    say(`${region}: ${config.name}`)
    if (!(await lintIn(region, templatesOf(config)))) process.exitCode = 1
  }
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
