import { Stack, type StackProps } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type { Foundation } from '../constructs/foundation.ts'
import { saveLogQueries } from '../constructs/log-queries.ts'

export interface QueriesStackProps extends StackProps {
  /** What the night shift stands on: it knows every function. */
  readonly foundation: Foundation
  /** The log group of the web service, where there is one. */
  readonly web?: string | undefined
}

/** Saved queries of Logs Insights: a stack of its own, after all that they search, so that what a deployment may have of jobs is not less by it. */
export class QueriesStack extends Stack {
  constructor(scope: Construct, id: string, { foundation, web, ...props }: QueriesStackProps) {
    super(scope, id, props)
    saveLogQueries(this, foundation, web)
  }
}
