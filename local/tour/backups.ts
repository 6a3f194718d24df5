import { lookAtBackups, processesOf } from '../../api/backups.ts'
import { askedProof, isProven } from './backup-proof.ts'
import { check, type Stop, type Tour } from './guide.ts'

const looked: Stop = {
  title: 'backups look at what is due',
  visit: async (guide) => {
    await lookAtBackups(guide)
    const stuck = (await processesOf(guide)).filter(({ trouble, ended }) => trouble && !ended)
    check(stuck.length === 0, `Processes do not get on: ${JSON.stringify(stuck)}`)
    return ['nothing is stuck']
  },
}

export const backupsTour: Tour = {
  stops: (config) => (config.backups ? [looked, ...(askedProof(config) ? [isProven] : [])] : []),
}
