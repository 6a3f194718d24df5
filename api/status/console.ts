import type { Deployment } from '../deployment.ts'
import type { StatusContribution } from './check.ts'

/** Whether the page answers. It is asked for what everybody may see: the page that says how to sign in. */
const troubles = async ({ config, outputs }: Deployment): Promise<string[]> => {
  const { ConsoleUrl } = outputs
  if (!config.console.enabled || ConsoleUrl === undefined) return []
  const answer = await fetch(`${ConsoleUrl.replace(/\/*$/, '/')}sign-in`, { signal: AbortSignal.timeout(10_000) })
  return answer.ok ? [] : [`${ConsoleUrl} answers ${answer.status}`]
}

export const consoleStatus: StatusContribution = {
  outputs: ({ console: page }) => (page.enabled ? ['ConsoleUrl', 'ConsoleSignInUrl'] : []),
  checks: [
    {
      what: 'console',
      look: troubles,
      fine: ({ config, outputs }) => (config.console.enabled ? (outputs.ConsoleUrl ?? '') : 'not in the config'),
    },
  ],
}
