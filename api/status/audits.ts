import { pages } from '../../functions/audits/rules/standing.ts'
import { auditNames } from '../../shared/audits/finding.ts'
import { type AuditFindingRecord, type AuditLookRecord, keys } from '../../shared/ledger/records.ts'
import type { Deployment } from '../deployment.ts'
import type { StatusCheck, StatusContribution } from './check.ts'

/** Titles of urgent findings that are named; the others are counted. */
const longest = 3

const urgentOf = async ({ ledger, now }: Pick<Deployment, 'ledger' | 'now'>): Promise<string[]> => {
  const found = await Promise.all(
    auditNames.map((audit) =>
      ledger().children<AuditFindingRecord>(keys.auditLook(audit).pk, keys.auditFinding(audit, '').sk),
    ),
  )
  const urgent = found.flat().filter((record) => pages(record, now()))
  const more = urgent.length - longest
  return [
    ...urgent.slice(0, longest).map(({ title, id }) => `${title} (${id})`),
    ...(more > 0 ? [`${more} more urgent findings`] : []),
  ]
}

const failingOf = async ({ ledger }: Pick<Deployment, 'ledger'>): Promise<string[]> => {
  const looks = await Promise.all(auditNames.map((audit) => ledger().get<AuditLookRecord>(keys.auditLook(audit))))
  return looks.flatMap((look) =>
    Object.entries(look?.checks ?? {}).flatMap(([check, { state, since, reason }]) =>
      state === 'failing' ? [`${check} cannot look since ${since}: ${reason}`] : [],
    ),
  )
}

const check: StatusCheck = {
  what: 'audits',
  look: async (deployment) => [...(await failingOf(deployment)), ...(await urgentOf(deployment))],
  fine: 'nothing urgent is found that nobody has accepted',
}

/** Urgent findings that nobody has accepted, and checks that cannot look. What is less than urgent is for the weekly mail. */
export const auditsStatus: StatusContribution = {
  outputs: ({ audits }) => (audits ? ['AuditsFunction'] : []),
  checksOf: ({ config }) => (config.audits ? [check] : []),
}
