import type { StacksOf } from './stack.ts'

/** What measures failover drills: it stands beside the database, which the night shift does not wait for. */
export const backupsStacks: StacksOf = ({ name, region, backups }) => [
  { part: 'drills', name: `${name}-drills`, region, wanted: Object.keys(backups?.drills ?? {}).length > 0 },
]
