import * as z from 'zod'
import { nameSchema } from '../values.ts'

const range = z.cidrv4('an IPv4 range such as 192.168.20.0/24')

const certificateArn = z
  .string()
  .regex(/^arn:aws[\w-]*:acm:[a-z0-9-]+:\d{12}:certificate\/.+$/, 'the ARN of an ACM certificate')

const mayReach = z.array(z.string('a part of this network, such as database')).default([])

/** How clients show who they are: by a certificate, by a directory or a SAML provider, or by both at once. */
const authenticationSchema = z.strictObject({
  /** ARN in ACM of the certificate, or of its authority, that clients' certificates are signed by. */
  certificateArn: certificateArn.optional(),
  /** Id of a directory of AWS Directory Service. */
  directoryId: z
    .string()
    .regex(/^d-[0-9a-f]{10}$/, 'an id that starts with d-')
    .optional(),
  /** ARN in IAM of a SAML provider. */
  samlProviderArn: z
    .string()
    .regex(/^arn:aws[\w-]*:iam::\d{12}:saml-provider\/.+$/, 'the ARN of a SAML provider in IAM')
    .optional(),
})

const authorizationSchema = z.strictObject({
  /** The range that clients may call. */
  range,
  /** Only members of this group of the directory, or of the SAML provider. Default: every client. */
  group: z.string('the id of a group of the directory, or of the SAML provider').min(1).optional(),
})

const clientsSchema = z.strictObject({
  /** Range of the clients' own addresses, /12 to /22, apart from every other. It cannot be changed later. */
  cidr: range,
  /** ARN in ACM, in this region, of the certificate that the endpoint shows. */
  serverCertificateArn: certificateArn,
  authentication: authenticationSchema,
  /** What clients may call at all. Default: this network, every client. */
  authorize: z.array(authorizationSchema).max(50).optional(),
  /** What lets them in, by its group: `['database']`. Default nothing. */
  mayReach,
  /** Whether only what is for the named ranges goes through the VPN. Default true; what is for the internet goes nowhere else than there anyhow. */
  splitTunnel: z.boolean().default(true),
  /** Hours after which a client must sign in again. Default 8. */
  hours: z.union([z.literal(8), z.literal(10), z.literal(12), z.literal(24)], '8, 10, 12 or 24').default(8),
  /** Days for which the log of connections is kept. Default 90. */
  logDays: z.union([z.literal(30), z.literal(90), z.literal(180), z.literal(365)], '30, 90, 180 or 365').default(90),
})

const siteSchema = z.strictObject({
  /** Public IPv4 address of the device there. */
  address: z.ipv4('an IPv4 address such as 203.0.113.12'),
  /** Number of its network for BGP. Default 65000, a private one. */
  asn: z.int().min(1).max(4_294_967_294).default(65_000),
  /** The ranges behind it. */
  ranges: z.array(range).min(1).max(50),
  /** How AWS learns them: `'bgp'`, from the device, or `'static'`, from this config. Default `'bgp'`. */
  routing: z.enum(['bgp', 'static']).default('bgp'),
  /** What here it may call, by its ranges: `['database']`. Default nothing; what is here may call there. */
  mayReach,
})

/** Ways in from elsewhere: of people by Client VPN, of offices and data centres by site-to-site VPN. */
export const vpnSchema = z
  .strictObject({
    /** A Client VPN endpoint in each zone of the app subnets. Default none. */
    clients: clientsSchema.optional(),
    /** VPN connections with other sites, by the names that reports give them. Default none. */
    sites: z.record(nameSchema, siteSchema).default({}),
    /** Number of AWS's side for BGP. Default 64512. */
    asn: z.int().min(1).max(4_294_967_294).default(64_512),
    /** Whether tables learn what else the sites announce, beside the routes to their ranges. Default true. */
    propagate: z.boolean().default(true),
  })
  .prefault({})

export type Vpn = z.output<typeof vpnSchema>
export type VpnClients = z.output<typeof clientsSchema>
export type VpnSite = z.output<typeof siteSchema>
