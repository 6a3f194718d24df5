import type { SchemaKit } from '../schema-kit.ts'

const tagged = ({ z }: SchemaKit) =>
  z.strictObject({
    /** Ids or names. */
    names: z.array(z.string().min(1)).min(1).optional(),
    /** What carries this tag; without a value, the tag's value names the calendar. */
    tag: z.strictObject({ key: z.string().min(1).max(128), value: z.string().max(256).optional() }).optional(),
  })

/** The kinds of targets, by their key of the config. */
export const kinds = {
  'ec2-instances': { schema: tagged },
  'rds-instances': { schema: tagged },
  'rds-clusters': { schema: tagged },
  'auto-scaling-groups': { schema: tagged },
  'ecs-services': { schema: tagged },
  stacks: { schema: tagged },
}
