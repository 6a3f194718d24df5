import { environment } from '../../shared/environment.ts'
import { queueHandler } from '../../shared/handler.ts'
import { deskFor } from './world/wiring.ts'
import { hearOfTask } from './engine/on-task-news.ts'
import { parseTaskChange } from './rules/task-change.ts'

const { CLUSTER } = environment('CLUSTER')

/** ECS says how a task stands. */
export const handler = queueHandler(
  (raw) => parseTaskChange(raw, CLUSTER),
  async (change, invocation) => hearOfTask(change, deskFor(invocation)),
)
