import type { Config } from '../config/schema.ts'

/** A stack that a deployment may have, wherever it is. */
export interface DeployedStack {
  /** What it is within the deployment, such as `network`. */
  readonly part: string
  readonly name: string
  /** The deployment's, or where AWS wants it: what CloudFront uses lives in us-east-1. */
  readonly region: string
  /** Whether the config asks for it, and every deployment has it (`always`). One that it asks for no more may still be there. */
  readonly wanted: boolean | 'always'
}

/** The stacks that one capability may have, of a config. */
export type StacksOf = (config: Config) => readonly DeployedStack[]
