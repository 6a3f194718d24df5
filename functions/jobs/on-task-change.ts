import { environment } from '../../shared/environment.ts'
import { queueHandler } from '../../shared/handler.ts'
import { onTaskNews } from './engine/on-task-news.ts'
import { parseTaskChange } from './rules/task-change.ts'
import { worldFor } from './world/wiring.ts'

const { CLUSTER } = environment('CLUSTER')

/** ECS says how a task stands. */
export const handler = queueHandler(
  (raw) => parseTaskChange(raw, CLUSTER),
  async (change, invocation) => onTaskNews(change, worldFor(invocation)),
)
