import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { SQSClient } from '@aws-sdk/client-sqs'
import { SSMClient } from '@aws-sdk/client-ssm'
import { clientOptions } from '../../../shared/aws.ts'
import { type ClientOf, clientPool } from '../../../shared/client-pool.ts'
import { once } from '../../../shared/once.ts'

export interface AlertClients {
  readonly ssm: SSMClient
  readonly sqs: SQSClient
  readonly cloudWatch: CloudWatchClient
  /** Those of the channels. */
  readonly client: ClientOf
}

/** Clients that are made when they are first used: most calls need two of them, and each costs some of a cold start. */
export const makeClients = (): AlertClients => {
  const ssm = once(() => new SSMClient(clientOptions))
  const sqs = once(() => new SQSClient(clientOptions))
  const cloudWatch = once(() => new CloudWatchClient(clientOptions))
  return {
    get ssm() {
      return ssm()
    },
    get sqs() {
      return sqs()
    },
    get cloudWatch() {
      return cloudWatch()
    },
    client: clientPool(),
  }
}
