import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { ECRClient } from '@aws-sdk/client-ecr'
import { ECSClient } from '@aws-sdk/client-ecs'
import { IAMClient } from '@aws-sdk/client-iam'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SSMClient } from '@aws-sdk/client-ssm'
import { mockClient } from 'aws-sdk-client-mock'
import { lookAtEcs, lookAtRoles, lookAtThings } from '../../../functions/jobs/preflight/look.ts'
import { makeGlance } from '../../../shared/glance.ts'
import { fakeDeployment } from '../api/deployment.ts'

const region = 'eu-west-1'
const { connect } = fakeDeployment()

test('every question ends with the patience of who asks', async () => {
  const clients = [
    mockClient(ECSClient),
    mockClient(ECRClient),
    mockClient(CloudWatchLogsClient),
    mockClient(SecretsManagerClient),
    mockClient(SSMClient),
    mockClient(IAMClient),
  ]
  const { glance } = makeGlance(10_000)
  await lookAtEcs('jobs', 'report', glance, connect)
  await lookAtThings(
    {
      images: [`111122223333.dkr.ecr.${region}.amazonaws.com/report:1`],
      logs: [{ group: '/shop', region }],
      secrets: [`arn:aws:secretsmanager:${region}:111122223333:secret:shop-AbCdEf`],
      parameters: [`arn:aws:ssm:${region}:111122223333:parameter/shop/key`],
      files: [],
    },
    glance,
    connect,
  )
  await lookAtRoles(['arn:aws:iam::111122223333:role/report'], glance, connect)
  const asked = clients.flatMap((client) => client.calls().map(({ args }) => (args as readonly unknown[])[1]))
  expect(asked).toEqual(asked.map(() => ({ abortSignal: expect.any(AbortSignal) })))
  expect(asked).toHaveLength(7)
})
