// What may be asked of and done to the console of a running deployment.
import { LambdaClient } from '@aws-sdk/client-lambda'
import { SignatureV4 } from '@smithy/signature-v4'
import type { Deployment } from './deployment.ts'
import { UsageError } from './usage-error.ts'

/** A link that signs one browser in, as `nightshift console --json` prints it. */
export interface ConsoleLink {
  readonly link: string
  /** Short name under which actions are recorded, and what may be done. */
  readonly by: string
  readonly role: 'read' | 'act'
  /** For how long the link can be used, once. */
  readonly seconds: number
}

/**
 * Asks for a link to the console, by a request that is signed as those to AWS are: AWS says who calls.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
 * @param by who asks; it counts on the laptop alone, where nobody checks signatures
 * @throws UsageError where AWS or `console.roles` refuses, or nothing is deployed
 */
export const consoleLink = async (
  { connect, output }: Pick<Deployment, 'connect' | 'output'>,
  by: string,
): Promise<ConsoleLink> => {
  const url = new URL(output('ConsoleSignInUrl'))
  const { config } = connect(LambdaClient)
  const signer = new SignatureV4({
    service: 'lambda',
    region: config.region,
    credentials: config.credentials,
    sha256: config.sha256,
  })
  const headers = { host: url.host, 'x-nightshift-by': by }
  const signed = await signer.sign({
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port ? { port: Number(url.port) } : {}),
    path: url.pathname,
    headers,
  })
  const answer = await fetch(url, { method: 'POST', headers: signed.headers, signal: AbortSignal.timeout(20_000) })
  const text = await answer.text()
  if (answer.ok) return JSON.parse(text) as ConsoleLink
  throw new UsageError(
    `The console did not let you in: ${reasonIn(text)} (${answer.status}). To sign in you need lambda:InvokeFunctionUrl and lambda:InvokeFunction on the function behind ConsoleSignInUrl and, if the config has console.roles, a role there.`,
  )
}

/** What an answer says: ours names an error, AWS's a message. */
const reasonIn = (text: string): string => {
  try {
    const { error, Message, message } = JSON.parse(text)
    return String(error ?? Message ?? message ?? text)
  } catch {
    return text.slice(0, 200)
  }
}
