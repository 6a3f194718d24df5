import * as z from 'zod'
import { offerRegion } from '../offers/regions.ts'
import { regionPattern } from '../region-pattern.ts'
import { expected, nameSchema } from '../values.ts'

const peerSchema = z.strictObject({
  /** Name of another deployment of this project in the same account, deployed before this one. Either this or `vpcId`. */
  deployment: nameSchema.optional(),
  /** Id of a VPC of the same account. Either this or `deployment`. */
  vpcId: z
    .string()
    .regex(/^vpc-[0-9a-f]{8,17}$/, 'an id that starts with vpc-')
    .optional(),
  /** Where it is. Default: the region of this deployment. */
  region: z
    .string()
    .regex(regionPattern, { error: expected('an AWS region such as ap-northeast-1', offerRegion) })
    .optional(),
  /** The range of that VPC. */
  cidr: z.cidrv4('an IPv4 range such as 192.168.10.0/24'),
  /** What here it may call, by its range: `['database']`. Default nothing; what is here may call there as its groups let it. */
  mayReach: z.array(z.string('a part of this network, such as database')).default([]),
})

/** Other networks that this one is connected with, by the names that stacks and reports give them. */
export const peersSchema = z.record(nameSchema, peerSchema).default({})

export type Peer = z.output<typeof peerSchema>
export type Peers = z.output<typeof peersSchema>
