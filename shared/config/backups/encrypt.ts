import * as z from 'zod'
import { kmsKeySchema } from '../values.ts'
import { database } from './resources.ts'

/**
 * Which databases may be encrypted by copy. Nothing is by itself: somebody reads the plan of `nightshift backups encrypt` and confirms it. The
 * function gets the permissions for these alone.
 */
export const encryptSchema = z
  .strictObject({
    /** Identifiers of instances that are not encrypted. */
    names: z.array(database).max(20).default([]),
    /** Aurora clusters that are not encrypted, each with its instances: the plan of `backups encrypt` says what to write. */
    clusters: z.record(database, z.array(database).min(1).max(16)).default({}),
    /** ARNs of the keys that may be used, in the deployment's region. */
    keys: z.array(kmsKeySchema).min(1).max(5),
  })
  .refine(
    ({ names, clusters }) => names.length + Object.keys(clusters).length > 0,
    'names of instances, clusters, or both',
  )

export type EncryptConfig = z.output<typeof encryptSchema>
