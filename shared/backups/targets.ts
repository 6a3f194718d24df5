// What the config and the function both know of targets. Without zod: the function would start with all of it.

/** What a plan takes snapshots of, by kind. */
export const resourceKinds = ['rds-instances', 'rds-clusters', 'ebs-volumes', 'ec2-instances'] as const

export type ResourceKind = (typeof resourceKinds)[number]

/** RDS keeps identifiers in lower case. */
export const databasePattern = /^(?!.*--)[a-z][a-z0-9-]{0,62}(?<!-)$/

export const volumePattern = /^vol-[0-9a-f]{8,17}$/

export const instancePattern = /^i-[0-9a-f]{8,17}$/

/** What may be restored to prove it, by the word in front of its name. */
export const restorable = ['rds-instance', 'rds-cluster', 'ebs-volume', 'ec2-instance'] as const

export type Restorable = (typeof restorable)[number]

/** The two parts of `rds-instance/shop`. */
export const restorableOf = (of: string): { readonly form: Restorable; readonly name: string } | undefined => {
  const [word = '', name = '', ...rest] = of.split('/')
  const form = restorable.find((each) => each === word)
  const pattern = { 'ebs-volume': volumePattern, 'ec2-instance': instancePattern }[word] ?? databasePattern
  return form && rest.length === 0 && pattern.test(name) ? { form, name } : undefined
}

/** The two parts of `rds-instance/shop`, of what can fail over. */
export const drilledOf = (of: string): { readonly form: 'instance' | 'cluster'; readonly name: string } | undefined => {
  const found = restorableOf(of)
  if (found?.form !== 'rds-instance' && found?.form !== 'rds-cluster') return undefined
  return { form: found.form === 'rds-instance' ? 'instance' : 'cluster', name: found.name }
}
