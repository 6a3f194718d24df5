import type { Deed, Meanings } from './refusals.ts'

const capacity = {
  words:
    'AWS has no capacity for its type in its zone now. It is asked again; if that goes on, move it to another zone or type, or reserve capacity.',
  transient: true,
}
const limit = {
  words: 'The account may not run so many of its type. Ask for more in Service Quotas, or stop something else.',
  transient: false,
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html */
export const meanings: Meanings = {
  InsufficientInstanceCapacity: capacity,
  InsufficientHostCapacity: capacity,
  InsufficientReservedInstanceCapacity: capacity,
  InsufficientAddressCapacity: {
    words: 'Its subnet has no free address. Free some, or move it to a larger subnet.',
    transient: true,
  },
  InstanceLimitExceeded: limit,
  VcpuLimitExceeded: limit,
  MaxSpotInstanceCountExceeded: limit,
  VolumeLimitExceeded: {
    words: 'The account has too many volumes or too much storage. Ask for more in Service Quotas, or delete some.',
    transient: false,
  },
  InvalidInstanceID: { words: 'AWS does not know it: it was ended, or its id is wrong.', transient: false },
  'InvalidInstanceID.Malformed': {
    words: 'This is not the id of an instance, such as i-0a1b2c3d4e5f60718.',
    transient: false,
  },
  IncorrectInstanceState: { words: 'It is still on its way to another state. It is asked again.', transient: true },
  IncorrectSpotRequestState: { words: 'Its Spot request is not active. It is asked again.', transient: true },
  UnsupportedHibernationConfiguration: {
    words: 'It was not made so that it can hibernate. Leave out hibernate, and it is stopped.',
    transient: false,
  },
  OperationNotPermitted: (message) =>
    /disableApiStop/.test(message)
      ? {
          words:
            'It is protected from being stopped. Take its stop protection away (disableApiStop), or take it out of hours.targets.',
          transient: false,
        }
      : {
          words: 'Another service of AWS manages it and must stop it. Take it out of hours.targets.',
          transient: false,
        },
  UnsupportedOperation: (message) => ({
    words: /one-time Spot/.test(message)
      ? 'It belongs to a one-time Spot request and can only be ended. Use a persistent request, or take it out of hours.targets.'
      : /ebs/.test(message)
        ? 'Its root is an instance store, which does not survive a stop. Take it out of hours.targets.'
        : 'AWS does not stop or start such an instance. Take it out of hours.targets.',
    transient: false,
  }),
}

export const permissions: Readonly<Record<Deed, string>> = {
  start: 'ec2:StartInstances',
  stop: 'ec2:StopInstances',
  size: 'ec2:StartInstances',
  observe: 'ec2:DescribeInstances',
  find: 'ec2:DescribeInstances',
}
