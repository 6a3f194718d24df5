import type { Command } from 'commander'
import { UsageError } from '../../api/usage-error.ts'
import { suggestion } from '../../shared/config/explain.ts'

/**
 * For a noun that answers without a verb too, and takes no arguments: what stands behind it is meant as a verb.
 * @throws UsageError naming what there is and what was most likely meant
 */
export const refuseUnknownVerb = (command: Command): void => {
  const [verb] = command.args
  if (verb === undefined) return
  const verbs = command.commands.map((each) => each.name())
  throw new UsageError(
    `"${verb}" is not something that ${command.name()} does: ${verbs.join(', ')}${suggestion(verb, verbs)}`,
  )
}
