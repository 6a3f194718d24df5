import { Stack, Token } from 'aws-cdk-lib'
import { composeStacks } from '../../infra/compose.ts'
import { config as written } from '../../nightshift.config.ts'
import { parseConfig } from '../../shared/config/define-config.ts'
import { inApp } from './synth.ts'

// The CDK's command line sets CDK_DEFAULT_ACCOUNT wherever there are credentials, that is at every real deployment. With an
// account in them, templates were others than those that were tested, and cdk-nag knew none of the acknowledgements again.
test('whose credentials they are made with changes nothing in the templates', () => {
  process.env.CDK_DEFAULT_ACCOUNT = '123456789012'
  try {
    const accounts = inApp((app) => {
      composeStacks(app, parseConfig(written, new Date('2026-11-30T00:00:00Z')))
      return app.node.children
        .filter(Stack.isStack)
        .map(({ stackName, account }) => [stackName, Token.isUnresolved(account)])
    })
    expect(accounts).not.toHaveLength(0)
    expect(accounts).toEqual(accounts.map(([name]) => [name, true]))
  } finally {
    delete process.env.CDK_DEFAULT_ACCOUNT
  }
}, 60_000)
