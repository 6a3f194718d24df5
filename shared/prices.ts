/**
 * What AWS asks, in US dollars: us-east-1, arm64, November 2026. Elsewhere S3 costs up to half as much again.
 * https://aws.amazon.com/lambda/pricing/ https://aws.amazon.com/s3/pricing/ https://aws.amazon.com/sqs/pricing/
 */
export const dollars = {
  lambdaGigabyteSecond: 0.000_013_333_4,
  lambdaCall: 0.2e-6,
  /** A month, of a standard alarm on one metric. https://aws.amazon.com/cloudwatch/pricing/ */
  alarmMonth: 0.1,
  /** A gigabyte that is written to a log. */
  logGigabyte: 0.5,
  queueRequest: 0.4e-6,
  /** GET and HEAD. */
  bucketRead: 0.4e-6,
  /** PUT and LIST. */
  bucketWrite: 5e-6,
} as const

/** The day on which the prices were looked up. */
export const pricesOf = '2026-11-21'

/** Hours in a month, as AWS counts them: a 365th of a year 12 times over. */
export const monthHours = 730.5

/**
 * What the parts of a network cost, in US dollars of us-east-1. Seoul and Tokyo ask about a third more for NAT gateways and endpoints.
 * https://aws.amazon.com/vpc/pricing/ https://aws.amazon.com/privatelink/pricing/ https://aws.amazon.com/vpn/pricing/
 */
export const networkDollars = {
  /** Of a NAT gateway; of a regional one for each zone that it is in. */
  natHour: 0.045,
  natGigabyte: 0.045,
  /** Of a public IPv4 address, in use or not. */
  addressHour: 0.005,
  /** Of an interface endpoint in one zone. */
  endpointHour: 0.01,
  endpointGigabyte: 0.01,
  /** Of a Client VPN endpoint in one zone, and of one client while it is connected. */
  clientVpnHour: 0.1,
  clientHour: 0.05,
  /** Of a site-to-site VPN connection, whether or not its tunnels are up. */
  siteVpnHour: 0.05,
  /** Of a load balancer, without what it carries. https://aws.amazon.com/elasticloadbalancing/pricing/ */
  balancerHour: 0.0225,
} as const

/**
 * What is asked a month for what is kept, in US dollars of us-east-1. Seoul and Tokyo ask about a fifth more.
 * https://aws.amazon.com/ebs/pricing/ https://aws.amazon.com/cloudwatch/pricing/ https://aws.amazon.com/rds/postgresql/pricing/
 */
export const storageDollars = {
  /** Of a volume, by its type; a GiB of it. Provisioned IOPS are left out. */
  volumeGigabyte: { gp2: 0.1, gp3: 0.08, io1: 0.125, io2: 0.125, st1: 0.045, sc1: 0.015, standard: 0.05 },
  /** Of a snapshot of a volume, standard tier: a GiB that is really stored, which is at most the volume's size. */
  snapshotGigabyte: 0.05,
  /** Of logs, after compression. */
  logGigabyte: 0.03,
} as const
