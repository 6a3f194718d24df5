/**
 * What a flow log's record holds, in this order, with the type that Athena reads each by.
 * https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html#flow-logs-fields
 */
export const flowLogFields = [
  ['version', 'int'],
  ['account-id', 'string'],
  ['interface-id', 'string'],
  ['srcaddr', 'string'],
  ['dstaddr', 'string'],
  ['srcport', 'int'],
  ['dstport', 'int'],
  ['protocol', 'int'],
  ['packets', 'bigint'],
  ['bytes', 'bigint'],
  ['start', 'bigint'],
  ['end', 'bigint'],
  ['action', 'string'],
  ['log-status', 'string'],
  ['vpc-id', 'string'],
  ['subnet-id', 'string'],
  ['tcp-flags', 'int'],
  ['type', 'string'],
  ['pkt-srcaddr', 'string'],
  ['pkt-dstaddr', 'string'],
  ['az-id', 'string'],
  ['pkt-src-aws-service', 'string'],
  ['pkt-dst-aws-service', 'string'],
  ['flow-direction', 'string'],
  ['traffic-path', 'int'],
] as const

/** As CreateFlowLogs wants it: `${version} ${account-id} …`. */
export const flowLogFormat = flowLogFields.map(([name]) => `\${${name}}`).join(' ')

/** The columns of the files, whose names have underscores. */
export const flowLogColumns = flowLogFields.map(([name, type]) => ({ name: name.replaceAll('-', '_'), type }))
