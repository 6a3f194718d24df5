import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { SESv2Client } from '@aws-sdk/client-sesv2'
import { SNSClient } from '@aws-sdk/client-sns'
import { SQSClient } from '@aws-sdk/client-sqs'
import { SSMClient } from '@aws-sdk/client-ssm'
import { clientOptions } from '../../../shared/aws.ts'
import { once } from '../../../shared/once.ts'

export interface AlertClients {
  readonly sns: SNSClient
  readonly ses: SESv2Client
  readonly ssm: SSMClient
  readonly sqs: SQSClient
  readonly cloudWatch: CloudWatchClient
  /** SNS where text messages are sent from. Default: as everything else. */
  readonly sms?: SNSClient
  /** CloudWatch of the region that text messages are sent from, which knows what they cost. Default: as everything else. */
  readonly smsCloudWatch?: CloudWatchClient
}

/**
 * Clients that are made when they are first used: most calls need two of them, and each costs some of a cold start.
 * @param smsRegion the region from which text messages are sent; default: the function's own
 */
export const makeClients = (smsRegion?: string): AlertClients => {
  const sns = once(() => new SNSClient(clientOptions))
  const ses = once(() => new SESv2Client(clientOptions))
  const ssm = once(() => new SSMClient(clientOptions))
  const sqs = once(() => new SQSClient(clientOptions))
  const cloudWatch = once(() => new CloudWatchClient(clientOptions))
  const smsOptions = () => ({ ...clientOptions, ...(smsRegion ? { region: smsRegion } : {}) })
  const sms = once(() => new SNSClient(smsOptions()))
  const smsCloudWatch = once(() => new CloudWatchClient(smsOptions()))
  return {
    get sns() {
      return sns()
    },
    get ses() {
      return ses()
    },
    get ssm() {
      return ssm()
    },
    get sqs() {
      return sqs()
    },
    get cloudWatch() {
      return cloudWatch()
    },
    get sms() {
      return sms()
    },
    get smsCloudWatch() {
      return smsCloudWatch()
    },
  }
}
