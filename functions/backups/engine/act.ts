import { PermanentError } from '../../../shared/errors.ts'
import type { BackupsCommand } from '../rules/event.ts'
import type { World } from '../world/world.ts'

/**
 * Does what a person asks for.
 * @returns the answer of the action, or why it may not be: a PermanentError `refused`
 * @throws PermanentError `malformed-event`; the SDK's errors
 */
export const act = async ({ action, raw }: BackupsCommand, world: World): Promise<unknown> => {
  const kind = world.kinds.find(({ actions }) => actions.includes(action))
  const work = await kind?.load()
  const run = work?.actions?.[action]
  if (!run) return { refused: `Backups know no action "${action.slice(0, 40)}". Is the deployed version older?` }
  try {
    return await run(raw, world)
  } catch (error) {
    if (error instanceof PermanentError && error.reason === 'refused') return { refused: error.message }
    throw error
  }
}
