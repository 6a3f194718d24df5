import { RegionInfo } from 'aws-cdk-lib/region-info'
import type { FileFormat, LogTable } from '../athena.ts'

const struct = (fields: Readonly<Record<string, string>>): string =>
  `struct<${Object.entries(fields)
    .map(([name, type]) => `${name}:${type}`)
    .join(',')}>`

const texts = (...names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, 'string']))

const identity = struct({
  ...texts('type', 'principalid', 'arn', 'accountid', 'invokedby', 'accesskeyid', 'username'),
  onbehalfof: struct(texts('userid', 'identitystorearn')),
  sessioncontext: struct({
    attributes: struct(texts('mfaauthenticated', 'creationdate')),
    sessionissuer: struct(texts('type', 'principalid', 'arn', 'accountid', 'username')),
    ec2roledelivery: 'string',
    webidfederationdata: struct({ federatedprovider: 'string', attributes: 'map<string,string>' }),
  }),
})

/** Fields of an event, as AWS reads them. https://docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table-partition-projection.html */
const columns = Object.entries({
  eventversion: 'string',
  useridentity: identity,
  ...texts(
    'eventtime',
    'eventsource',
    'eventname',
    'awsregion',
    'sourceipaddress',
    'useragent',
    'errorcode',
    'errormessage',
  ),
  ...texts('requestparameters', 'responseelements', 'additionaleventdata', 'requestid', 'eventid', 'readonly'),
  resources: `array<${struct(texts('arn', 'accountid', 'type'))}>`,
  ...texts('eventtype', 'apiversion', 'recipientaccountid', 'serviceeventdetails', 'sharedeventid'),
  ...texts('vpcendpointid', 'vpcendpointaccountid', 'eventcategory'),
  addendum: struct(texts('reason', 'updatedfields', 'originalrequestid', 'originaleventid')),
  ...texts('sessioncredentialfromconsole', 'edgedevicedetails'),
  tlsdetails: struct(texts('tlsversion', 'ciphersuite', 'clientprovidedhostheader')),
}).map(([name, type]) => ({ name, type }))

const format: FileFormat = {
  inputFormat: 'com.amazon.emr.cloudtrail.CloudTrailInputFormat',
  outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
  serializationLibrary: 'org.apache.hive.hcatalog.data.JsonSerDe',
}

/** Every region of the partition that CDK knows: a region that is not in it has no rows. */
const regionsLike = (region: string): string[] => {
  const { partition } = RegionInfo.get(region)
  return RegionInfo.regions.filter((each) => each.partition === partition).map(({ name }) => name)
}

/**
 * The files of a trail as a table over account, region and day. Days are those for which files are kept, counted from now.
 * @param region the deployment's, which says of which partition the others are
 */
export const trailTable = (
  database: string,
  { bucketName, account, region, days }: { bucketName: string; account: string; region: string; days: number },
): LogTable => {
  const location = `s3://${bucketName}/AWSLogs`
  return {
    database,
    description: 'Events of CloudTrail',
    name: 'events',
    location,
    columns,
    format,
    partitions: ['account', 'region', 'day'],
    projection: {
      'projection.account.type': 'enum',
      'projection.account.values': account,
      'projection.region.type': 'enum',
      'projection.region.values': regionsLike(region).join(','),
      'projection.day.type': 'date',
      'projection.day.format': 'yyyy/MM/dd',
      'projection.day.range': `NOW-${days}DAYS,NOW`,
      'projection.day.interval': '1',
      'projection.day.interval.unit': 'DAYS',
      'storage.location.template': `${location}/\${account}/CloudTrail/\${region}/\${day}`,
    },
  }
}
