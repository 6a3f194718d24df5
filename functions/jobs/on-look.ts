import { ECSClient } from '@aws-sdk/client-ecs'
import { clientOptions } from '../../shared/aws.ts'
import { eventHandler, parserOf } from '../../shared/handler.ts'
import * as z from '../../shared/shape.ts'
import { awsSurroundings } from './surroundings/surroundings.ts'

const parse = parserOf(
  'a question about what is around a task',
  z.object({
    place: z.object({
      cluster: z.string(),
      taskArn: z.optional(z.string()),
      family: z.string(),
      network: z.object({
        subnets: z.array(z.string()),
        securityGroups: z.array(z.string()),
        assignPublicIp: z.boolean(),
      }),
    }),
    looks: z.array(z.enum(['network', 'rights', 'files'])),
  }),
)

const surroundings = awsSurroundings(new ECSClient(clientOptions))

/** Those who give verdicts ask what is around a task. */
export const handler = eventHandler(parse, ({ place, looks }) => surroundings.lookAt(place, looks))
