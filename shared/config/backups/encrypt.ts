import * as z from 'zod'
import { kmsKeySchema } from '../values.ts'
import { database } from './resources.ts'

/**
 * Which databases may be encrypted by copy. Nothing is by itself: somebody reads the plan of `nightshift backups encrypt` and confirms it. The
 * function gets the permissions for these alone.
 */
export const encryptSchema = z.strictObject({
  /** Identifiers of instances that are not encrypted. */
  names: z.array(database).min(1).max(20),
  /** ARNs of the keys that may be used, in the deployment's region. */
  keys: z.array(kmsKeySchema).min(1).max(5),
})

export type EncryptConfig = z.output<typeof encryptSchema>
