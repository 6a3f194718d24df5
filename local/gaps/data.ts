import { pick, type Rule } from './rules.ts'

/** What holds data. */
export const dataRules: Readonly<Record<string, Rule>> = {
  // CloudFormation of the emulator drops the source, and would make an instance without an engine.
  'AWS::RDS::DBInstance': {
    how: 'CreateDBInstanceReadReplica, of a replica',
    when: (properties) => properties.SourceDBInstanceIdentifier !== undefined,
    standIn: (properties) => ({
      calls: [
        {
          style: 'query',
          service: 'rds',
          action: 'CreateDBInstanceReadReplica',
          version: '2014-10-31',
          parameters: pick(properties, ['DBInstanceIdentifier', 'SourceDBInstanceIdentifier', 'MaxAllocatedStorage']),
        },
      ],
      identifier: '{DBInstanceIdentifier}',
      attributes: { 'Endpoint.Address': '{Address}', 'Endpoint.Port': '{Port}', DBInstanceArn: '{DBInstanceArn}' },
    }),
  },
}
