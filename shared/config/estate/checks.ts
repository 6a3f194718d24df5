import type { ConfigChecks } from '../checks.ts'
import { networkProblems } from './network-ranges.ts'
import { estateSchema } from './schema.ts'

export const estateChecks: ConfigChecks = {
  problems: ({ estate }) => {
    const network = estateSchema.shape.network.safeParse(estate?.network)
    return network.success ? networkProblems(network.data) : []
  },
}
