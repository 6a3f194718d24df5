import type { SchemaKit } from './collector.ts'

/** Schemas of names that several collectors take. */
export const clusterSchema = ({ z }: SchemaKit) =>
  z.string().regex(/^[\w-]{1,255}$/, 'the name of an ECS cluster, not its ARN')

export const serviceSchema = ({ z }: SchemaKit) =>
  z.string().regex(/^[\w-]{1,255}$/, 'the name of an ECS service, not its ARN')
