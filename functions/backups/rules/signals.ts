import type { Signal } from '../../../shared/signals.ts'
import { terminal } from '../../../shared/terminal.ts'

/** Of what something is wrong, and whom that pages. */
export interface About {
  readonly plan: string
  readonly target: string
  /** `''` is the deployment's own. */
  readonly region: string
  readonly policy?: string | undefined
}

const subjectOf = ({ plan, target, region }: About): string =>
  `backup/${plan}/${target}${region === '' ? '' : `/${region}`}`

const whatOf = ({ plan, target, region }: About): string =>
  region === '' ? `Backup ${plan} of ${target}` : `Copy of backup ${plan} of ${target} in ${region}`

/** @param id what tells this failure from the next one: its process */
export const failedSignal = (about: About, id: string, reason: string, now: Date): Signal => ({
  name: 'backup.failed',
  subject: subjectOf(about),
  mood: 'bad',
  id: `${subjectOf(about)}/${id}/failed`,
  at: now.toISOString(),
  title: `${whatOf(about)} failed`,
  body: `${reason}\nEarlier snapshots are kept. Try again at once: ${terminal} backups run ${about.plan}`,
  ...(about.policy === undefined ? {} : { policy: about.policy }),
})

export const recoveredSignal = (about: About, id: string, now: Date): Signal => ({
  name: 'backup.recovered',
  subject: subjectOf(about),
  mood: 'good',
  id: `${subjectOf(about)}/${id}/recovered`,
  at: now.toISOString(),
  title: `${whatOf(about)} is good again`,
  body: 'AWS says that it can be restored from.',
})
