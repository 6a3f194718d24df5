import { rangeText } from '../../shared/addresses/addresses.ts'
import { callFunction } from '../call.ts'
import type { Deployment } from '../deployment.ts'
import { UsageError } from '../usage-error.ts'
import { readRange } from './address.ts'

/** What a person wants of an address, and why. */
export type AskedAction =
  | { readonly action: 'block' | 'allow'; readonly until: Date; readonly why: string }
  | { readonly action: 'release'; readonly why?: string | undefined }

/** What became of it, as `nightshift firewall block --json` prints it. */
export interface ActionRow {
  /** The client as the firewall counts it, such as the /64 of an IPv6 address. */
  readonly address: string
  readonly state: 'blocked' | 'allowed' | 'released'
  /** ISO 8601 in UTC: until then it holds; after a release, until then no rule blocks it again. */
  readonly until?: string | undefined
  /** Whether a read of the sets has proven it already. Otherwise the next pass does. */
  readonly seen: boolean
  readonly words: string
}

interface Answer {
  readonly client: string
  readonly state: ActionRow['state'] | 'refused'
  readonly until?: string
  readonly seen: boolean
  readonly words: string
}

/** Judges now what is counted, as the schedule would. @throws Error with what the function said */
export const passNow = (deployment: Pick<Deployment, 'connect' | 'output'>): Promise<unknown> =>
  callFunction(deployment, deployment.output('FirewallFunction'), { reason: 'schedule' })

/**
 * Blocks, allows or releases an address by hand. It is written down with who, why and until when.
 * @param address an address or a range, in any spelling
 * @throws UsageError for what is not an address, a time that has passed, and what may not be blocked, with the reason
 */
export const actOnAddress = async (
  deployment: Pick<Deployment, 'connect' | 'output' | 'now'>,
  address: string,
  asked: AskedAction,
  by: string,
): Promise<ActionRow> => {
  const range = rangeText(readRange(address))
  if (asked.action !== 'release' && asked.until <= deployment.now())
    throw new UsageError(`${asked.until.toISOString()} has passed: write a time to come, or --for 2h.`)
  const { action, why = '' } = asked
  const until = asked.action === 'release' ? {} : { until: asked.until.toISOString() }
  const event = { action, address: range, ...until, why, by }
  const answer = (await callFunction(deployment, deployment.output('FirewallFunction'), event)) as Answer
  if (answer.state === 'refused') throw new UsageError(answer.words)
  const { client, state, seen, words } = answer
  return { address: client, state, ...(answer.until ? { until: answer.until } : {}), seen, words }
}
