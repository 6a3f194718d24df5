import { SQSClient } from '@aws-sdk/client-sqs'
import type { RejectRecord } from '../../shared/ledger/records.ts'
import type { Deployment } from '../deployment.ts'
import { openRejects, type RejectFilter } from './rejects.ts'
import { uploadSender, usualRate } from './send.ts'

/** Sends what was refused and is open through the queue of uploads again, and gives what was sent. */
export const replayRejects = async (
  deployment: Pick<Deployment, 'ledger' | 'connect' | 'output'>,
  filter: RejectFilter,
): Promise<RejectRecord[]> => {
  const rejects = await openRejects(deployment, filter)
  const sqs = deployment.connect(SQSClient)
  await uploadSender(deployment.output('UploadsQueueUrl'), usualRate, { sqs })(rejects)
  return rejects
}
