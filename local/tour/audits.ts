import { CloudWatchLogsClient, CreateLogGroupCommand, DeleteLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs'
import { AllocateAddressCommand, EC2Client, ReleaseAddressCommand } from '@aws-sdk/client-ec2'
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  GetCredentialReportCommand,
  IAMClient,
} from '@aws-sdk/client-iam'
import { acceptFinding, findingsOf, runAudits } from '../../api/audits.ts'
import { auditCredentials } from '../../shared/audits/credentials/audit.ts'
import { clientOptions } from '../../shared/aws.ts'
import { check, type Stop, type Tour } from './guide.ts'

const user = 'tour-auditor'
const logGroup = '/tour/kept-for-ever'

/** Days after which a key is old by the example. */
const later = 91

const found: Stop = {
  title: 'audits find a key that gets old, an idle address and a log group without retention',
  visit: async (guide) => {
    const [iam, ec2, logs] = [
      new IAMClient(clientOptions),
      new EC2Client(clientOptions),
      new CloudWatchLogsClient(clientOptions),
    ]
    await iam.send(new CreateUserCommand({ UserName: user }))
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: user }))
    const { AllocationId = '' } = await ec2.send(new AllocateAddressCommand({ Domain: 'vpc' }))
    await logs.send(new CreateLogGroupCommand({ logGroupName: logGroup }))
    try {
      await runAudits(guide)
      const rows = await findingsOf(guide)
      const address = rows.find(({ resource }) => resource === AllocationId)
      check(address?.kind === 'address-idle', `The address ${AllocationId} is not found: ${JSON.stringify(rows)}`)
      const group = rows.find(({ resource }) => resource === logGroup)
      check(group?.kind === 'log-group-forever', `The log group ${logGroup} is not found: ${JSON.stringify(rows)}`)
      // The key was made a moment ago: the report that the function has read, as it is judged three months from now.
      const { Content } = await iam.send(new GetCredentialReportCommand({}))
      const now = new Date(guide.now().getTime() + later * 86_400_000)
      const old = auditCredentials(Content ?? '', { now }).findings.find(
        ({ kind, person }) => kind === 'key-old' && person === user,
      )
      check(old?.key === 1, 'The key does not get old')

      const again = await runAudits(guide)
      check(
        again.every(({ written }) => written === 0),
        `A second look writes: ${JSON.stringify(again)}`,
      )
      const id = address?.id ?? ''
      const until = new Date(guide.now().getTime() + 86_400_000).toISOString()
      await acceptFinding(guide, { id, until, why: 'the tour', by: 'tour' })
      const accepted = (await findingsOf(guide)).find((row) => row.id === id)
      check(accepted?.state === 'accepted', `It is not accepted: ${JSON.stringify(accepted)}`)
      return [
        `${address?.title}, $${address?.dollars} a month: accepted for a day; ${group?.title}`,
        `${old?.title}, ${later} days from now; a second look writes nothing`,
      ]
    } finally {
      await ec2.send(new ReleaseAddressCommand({ AllocationId }))
      await logs.send(new DeleteLogGroupCommand({ logGroupName: logGroup }))
      await iam.send(new DeleteAccessKeyCommand({ UserName: user, AccessKeyId: AccessKey?.AccessKeyId ?? '' }))
      await iam.send(new DeleteUserCommand({ UserName: user }))
    }
  },
}

export const auditsTour: Tour = {
  stops: ({ audits }) => (audits?.only.includes('waste') && audits.only.includes('credentials') ? [found] : []),
}
