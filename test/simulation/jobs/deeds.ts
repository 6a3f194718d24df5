import { doManualAction, runByHand } from '../../../functions/jobs/engine/manual-actions.ts'
import type { World } from '../../../functions/jobs/world/world.ts'
import type { Ears } from './calls.ts'
import type { Chances } from './chances.ts'
import { isOver } from './seen.ts'
import type { Deed } from './story.ts'
import type { Watch } from './watch.ts'

interface Hands {
  readonly call: (id: string, work: (world: World) => Promise<unknown>, ears?: Ears) => Promise<boolean>
  readonly watch: Watch
  readonly chances: Chances
  readonly clock: () => number
}

const by = 'mina@ops'

/** Which run a person means: one of the last few of the job that the deed fits. */
const runFor = ({ job, action }: Deed, { runs }: Watch, pick: (count: number) => number): string | undefined => {
  const fitting = [...runs.values()]
    .filter((run) => run.job === job && isOver(run) === (action === 'retry') && run.state !== 'succeeded')
    .slice(-4)
  return fitting[pick(fitting.length)]?.scheduledAt
}

/** Does what a person wants, once: who hears of a failure looks before asking again. */
export const doDeed = async (id: string, deed: Deed, { call, watch, chances, clock }: Hands): Promise<void> => {
  const { job, action, lasts, command } = deed
  const before = watch.manualActions.length
  let refused = false
  const onRefused = (): void => {
    refused = true
  }
  const scheduledAt = runFor(deed, watch, (count) => chances(id).between(0, Math.max(0, count - 1)))
  const done = await call(
    id,
    async (world) => {
      if (action === 'run') {
        const firing = {
          job,
          scheduledAt: new Date(clock() + (clock() % 1000 === 0 ? 1 : 0)),
          requestedBy: by,
          command,
        }
        await runByHand(firing, world)
      } else if (action === 'suspend') {
        const until = lasts === undefined ? undefined : new Date(clock() + lasts).toISOString()
        await doManualAction({ source: 'nightshift.command', job, by, action, until }, world)
      } else if (action === 'backfill') {
        const [from, until] = [clock() - (lasts ?? 0), clock()].map((at) => new Date(at).toISOString())
        await doManualAction(
          {
            source: 'nightshift.command',
            job,
            by,
            action,
            from: from ?? '',
            until: until ?? '',
            parallel: 1 + (clock() % 3),
          },
          world,
        )
      } else if (action === 'resume') await doManualAction({ source: 'nightshift.command', job, by, action }, world)
      else if (scheduledAt !== undefined)
        await doManualAction({ source: 'nightshift.command', job, by, action, scheduledAt }, world)
      else refused = true
    },
    { onRefused },
  )
  const mine = watch.manualActions.slice(before).filter(({ sk }) => sk.endsWith(`#${id}`)).length
  watch.count(refused ? 'levers refused' : done ? `levers: ${action}` : 'levers that failed')
  if (mine > 1 || (done && !refused && mine !== 1)) watch.complain(`${id} (${action}) is noted ${mine} times`)
  if (refused && mine > 0) watch.complain(`${id} is refused, and noted`)
}
