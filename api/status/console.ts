import type { StatusContribution } from './check.ts'

/** Whether the page answers. It is asked for what everybody may see: the page that says how to sign in. */
const troublesAt = async (address: string): Promise<string[]> => {
  const answer = await fetch(`${address.replace(/\/*$/, '/')}sign-in`, { signal: AbortSignal.timeout(10_000) })
  return answer.ok ? [] : [`${address} answers ${answer.status}`]
}

/** Where a console is deployed. One that the config asks for and that is not there is seen among the stacks at a deployment. */
export const consoleStatus: StatusContribution = {
  checksOf: ({ outputs: { ConsoleUrl } }) =>
    ConsoleUrl === undefined ? [] : [{ what: 'console', look: () => troublesAt(ConsoleUrl), fine: ConsoleUrl }],
}
