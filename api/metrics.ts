import { callFunction } from './call.ts'
import type { Deployment } from './deployment.ts'

// What may be asked of and done to the collector of a running deployment. CloudWatch has the metrics themselves.

/** A value that the collector has pushed. */
export interface PushedRow {
  readonly metric: string
  readonly dimensions: Readonly<Record<string, string>>
  readonly value: number
}

/** Has the collector look now, as the schedule would, and gives what it pushed. @throws Error with what it said */
export const collectNow = async (deployment: Pick<Deployment, 'connect' | 'output'>): Promise<readonly PushedRow[]> =>
  (await callFunction(deployment, deployment.output('CollectorFunction'), {})) as readonly PushedRow[]
