import { queueHandler } from '../../shared/handler.ts'
import { deskFor } from './desk.ts'
import { hearOfTask } from './hear.ts'
import { parseTaskChange } from './task-change.ts'

/** ECS says how a task stands. */
export const handler = queueHandler(parseTaskChange, async (change, invocation) =>
  hearOfTask(change, deskFor(invocation)),
)
