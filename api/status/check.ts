import type { Config } from '../../shared/config/schema.ts'
import type { Deployment } from '../deployment.ts'

/** Something that can be looked at: whether all is well there. */
export interface StatusCheck {
  readonly what: string
  /** What is not well, a sentence each. What it throws is not well either. */
  readonly look: (deployment: Deployment) => Promise<readonly string[]>
  /** What to say when all is well, of a deployment. */
  readonly fine: string | ((deployment: Deployment) => string | Promise<string>)
}

/** What one capability adds to `nightshift status`. */
export interface StatusContribution {
  /** The outputs that a deployment of a config must have. */
  readonly outputs?: (config: Config) => readonly string[]
  readonly checks?: readonly StatusCheck[]
  /** What is looked at beside these, where that depends on what is deployed. */
  readonly checksOf?: (deployment: Deployment) => readonly StatusCheck[]
}
