import * as z from 'zod'
import { databasePattern, instancePattern, volumePattern } from '../../backups/targets.ts'

export const database = z.string().regex(databasePattern, 'the identifier of a database in lower case, not its ARN')

const volume = z.string().regex(volumePattern, 'the id of a volume, such as vol-0a1b2c3d4e5f60718')

const instance = z.string().regex(instancePattern, 'the id of an instance, such as i-0a1b2c3d4e5f60718')

/** A tag's key and value as AWS takes them: commas are not among them in RDS. */
const tagsSchema = z
  .record(z.string().min(1).max(128), z.string().max(256))
  .refine((tags) => Object.keys(tags).length > 0, 'at least one tag, such as { backup: "daily" }')

const selector = <Name extends z.ZodType>(name: Name) =>
  z
    .strictObject({
      /** Ids or names. */
      names: z.array(name).min(1).max(500).optional(),
      /** What bears all of these tags. */
      tags: tagsSchema.optional(),
    })
    .refine(({ names, tags }) => names !== undefined || tags !== undefined, 'names, tags, or both')

/** What a plan takes snapshots of, by kind: what is named, and what bears all of the tags. */
export const resourcesSchema = z
  .strictObject({
    /** Databases that belong to no cluster. */
    'rds-instances': selector(database).optional(),
    /** Aurora and Multi-AZ clusters. */
    'rds-clusters': selector(database).optional(),
    /** Volumes, each by itself. */
    'ebs-volumes': selector(volume).optional(),
    /** Instances with all their volumes at one moment, as an AMI, without a reboot. */
    'ec2-instances': selector(instance).optional(),
  })
  .refine((kinds) => Object.values(kinds).some((each) => each !== undefined), 'at least one kind of resource')

export type BackupResources = z.output<typeof resourcesSchema>
