import { composeStacks } from '../../infra/compose.ts'
import type { StackTemplate } from '../../infra/limits/template.ts'
import { parseConfig } from '../../shared/config/define-config.ts'
import type { ConfigInput } from '../../shared/config/schema.ts'
import { inApp } from './synth.ts'

/** The stacks of a deployment by name, each with its template. */
export type Templates = Readonly<Record<string, StackTemplate>>

/** What a config becomes. Neither cdk-nag nor AWS's limits are asked: `variants.test.ts` does that. */
export const templatesOf = (config: ConfigInput): Templates =>
  inApp(
    (app) => {
      composeStacks(app, parseConfig(config, new Date('2026-11-21T00:00:00Z')))
      return Object.fromEntries(
        app.synth().stacks.map(({ stackName, template }) => [stackName, template as StackTemplate]),
      )
    },
    {},
    { nag: false },
  )
