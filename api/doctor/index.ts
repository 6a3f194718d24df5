import { inParallel } from '../../shared/in-parallel.ts'
import type { Deployment } from '../deployment.ts'
import { type Account, makeAccount } from './account.ts'
import { alertsDoctor } from './alerts/index.ts'
import { credentials } from './base/credentials.ts'
import { baseDoctor } from './base/index.ts'
import { type DoctorContribution, type DoctorRow, lookAt } from './check.ts'
import { estateDoctor } from './estate.ts'
import { firewallDoctor } from './firewall/index.ts'
import { jobsDoctor } from './jobs.ts'
import { thumbnailsDoctor } from './thumbnails.ts'
import { trailDoctor } from './trail.ts'

/** What every deployment needs, then a line for each capability, in the order in which they are shown. */
export const contributions: readonly DoctorContribution[] = [
  baseDoctor,
  alertsDoctor,
  thumbnailsDoctor,
  jobsDoctor,
  firewallDoctor,
  estateDoctor,
  trailDoctor,
]

/** Checks at the same time: more would be throttled. */
const width = 4

/** A person waits for the answer. */
const patienceMs = 120_000

type Parts = Pick<Deployment, 'config' | 'local' | 'now' | 'connect'> & Pick<Account, 'get'>

/**
 * Looks at what no template makes and a deployment depends on: the account's own settings, and what waits for a person. Before the
 * first deployment it reads the config alone, after it the outputs too. It changes nothing.
 * @returns a row for each finding; what cannot be looked at is a row as well
 */
export const examine = async (
  parts: Parts,
  call: Account['call'] = { abortSignal: AbortSignal.timeout(patienceMs) },
): Promise<DoctorRow[]> => {
  const account = makeAccount(parts, call)
  const checks = contributions.flat().filter(({ when }) => when?.(account.config) !== false)
  const whose = await lookAt(credentials, account)
  // Each of the others would say the same once more.
  if (whose.some(({ state }) => state === 'unknown'))
    return [
      ...whose,
      ...checks.map(({ name, about }) => ({
        check: name,
        state: 'unknown' as const,
        found: `Not looked at, for want of valid credentials: ${about}.`,
      })),
    ]
  return [...whose, ...(await inParallel(checks, width, (check) => lookAt(check, account))).flat()]
}

/** Whether all that could be looked at is well, and all could be looked at that is not the laptop's to know, or of later. */
export const isWell = ({ state }: DoctorRow): boolean =>
  state === 'ok' || state === 'not known here' || state === 'not known yet'
