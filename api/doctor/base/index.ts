import type { DoctorContribution } from '../check.ts'
import { bootstrap } from './bootstrap.ts'
import { concurrency } from './concurrency.ts'
import { quotaCheck } from './quotas.ts'
import { regions } from './regions.ts'
import { roles } from './roles.ts'
import { stacks } from './stacks.ts'

/** What every deployment needs of its account and region. */
export const baseDoctor: DoctorContribution = [regions, bootstrap, stacks, roles, concurrency, quotaCheck]
