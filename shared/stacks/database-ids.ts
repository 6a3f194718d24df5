/** Instance identifier of a data stack's database. RDS refuses two hyphens in a row, and keeps identifiers in lower case. */
export const databaseIdOf = (stackName: string): string => `${stackName}-postgres`.toLowerCase().replaceAll(/-+/g, '-')

/** Identifiers of its replicas. RDS takes 63 characters, and a stack's name has up to 45. */
export const replicaIdsOf = (databaseId: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${databaseId}-read-${index + 1}`)
