import type { ConfigChecks } from '../checks.ts'
import { field } from '../references.ts'
import { networkProblems } from './network-ranges.ts'

export const estateChecks: ConfigChecks = {
  problems: ({ estate }) => networkProblems(field(estate, 'network')),
}
