import type { Instance, StateReason } from '@aws-sdk/client-ec2'
import { reason } from './refusals.ts'
import type { Tags } from './selectors.ts'
import type { Observed, Reason } from './target-kind.ts'

/** Why AWS never stops an instance, whatever it is asked; nothing where it does. */
export const stopsNever = (instance: Instance, tags: Tags, isOneTime: boolean): Reason | undefined => {
  const group = tags['aws:autoscaling:groupName']
  if (group !== undefined)
    return reason(
      'group-member',
      `It belongs to the Auto Scaling group ${group}, which would replace it. Name the group as a target instead.`,
    )
  if (instance.RootDeviceType === 'instance-store')
    return reason(
      'instance-store',
      'Its root is an instance store, which does not survive a stop. Take it out of hours.targets, or make it anew with an EBS root.',
    )
  if (isOneTime)
    return reason(
      'spot-one-time',
      'It belongs to a one-time Spot request and can only be ended. Use a persistent request, or take it out of hours.targets.',
    )
  if (instance.Operator?.Managed)
    return reason(
      'managed',
      `${instance.Operator.Principal ?? 'Another service of AWS'} manages it, and alone may stop it. Take it out of hours.targets.`,
    )
  return undefined
}

/** What AWS says of how an instance came to be stopped. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StateReason.html */
const causes: Readonly<Record<string, { readonly stoppedBy?: string; readonly words?: string }>> = {
  'Client.UserInitiatedShutdown': { stoppedBy: "by a call of EC2's API" },
  'Client.UserInitiatedHibernate': { stoppedBy: "by a call of EC2's API" },
  'Client.InstanceInitiatedShutdown': { stoppedBy: 'from inside the instance' },
  'Server.ScheduledStop': {
    stoppedBy: 'by AWS, because its host is retired',
    words: 'AWS stopped it because its host is retired. Start it: it moves to another host.',
  },
  'Server.SpotInstanceShutdown': {
    stoppedBy: 'by AWS, for its Spot capacity',
    words: 'AWS took its Spot capacity back. It starts when there is some again, or run it on demand.',
  },
  'Server.InsufficientInstanceCapacity': {
    words:
      'AWS had no capacity for its type in its zone. It is asked again; if that goes on, move it to another zone or type, or reserve capacity.',
  },
  'Server.InternalError': {
    words: 'An error inside AWS ended its start. It is asked again; if that goes on, write to AWS Support.',
  },
  'Client.InternalError': {
    words:
      'AWS undid its start. Most often the key of an encrypted volume may not be used: name the key in kmsKeys of this target and deploy, and let the key policy allow kms:CreateGrant to the role of Nightshift.',
  },
  'Client.VolumeLimitExceeded': {
    words: 'The account has too many volumes or too much storage. Ask for more in Service Quotas, or delete some.',
  },
  'Client.InvalidSnapshot.NotFound': {
    words: 'A snapshot that it needs is gone. Put its volume back, or make it anew.',
  },
}

/** The cause of a stop, and who did it, as far as AWS says so. A stop that was simply asked for needs no reason. */
export const stopReason = (given: StateReason | undefined): Pick<Observed, 'reason' | 'stoppedBy'> => {
  const code = given?.Code
  if (code === undefined) return {}
  const { stoppedBy, words } = causes[code] ?? { words: `AWS says: ${given?.Message ?? code}` }
  return { ...(words ? { reason: reason(code, words) } : {}), ...(stoppedBy ? { stoppedBy } : {}) }
}
