import { lookAtBackups, processesOf, savedOf, takeBackups } from '../../api/backups.ts'
import { askedProof, isProven } from './backup-proof.ts'
import { check, type Stop, type Tour } from './guide.ts'
import { hoursTour } from './hours.ts'

const looked: Stop = {
  title: 'backups look at what is due',
  visit: async (guide) => {
    await lookAtBackups(guide)
    const stuck = (await processesOf(guide)).filter(({ trouble, ended }) => trouble && !ended)
    check(stuck.length === 0, `Processes do not get on: ${JSON.stringify(stuck)}`)
    return ['nothing is stuck']
  },
}

/** Looks until what was begun is good: the emulator takes no time for a snapshot. */
const patience = 4

const taken = (plan: string): Stop => ({
  title: `backups take the snapshots of ${plan}, and prove them`,
  visit: async (guide) => {
    const since = guide.now().toISOString()
    const { targets } = await takeBackups(guide, { plan, by: 'tour' })
    for (let count = 0; count < patience; count += 1) await lookAtBackups(guide)
    const rows = (await savedOf(guide)).filter((row) => row.plan === plan && row.region === undefined)
    const good = targets.map((target) =>
      rows.find((row) => row.target === target && (row.newest?.firing ?? '') >= since),
    )
    check(
      good.every((row) => row !== undefined),
      `Not every snapshot is good: ${JSON.stringify([targets, rows])}`,
    )
    return good.flatMap((row) =>
      row ? [`${row.target}: ${row.newest?.id} is good; ${row.count} held by the plan ${plan}`] : [],
    )
  },
})

const plansOf = ({ backups }: Parameters<Tour['stops']>[0]): string[] => Object.keys(backups?.plans ?? {})

export const backupsTour: Tour = {
  // It switches the database off, which is saved only while it is available; and on, whatever its calendar says.
  after: hoursTour,
  stops: (config) =>
    config.backups
      ? [looked, ...plansOf(config).slice(0, 1).map(taken), ...(askedProof(config) ? [isProven] : [])]
      : [],
}
