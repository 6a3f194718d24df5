import type { AlertsConfig } from '../../shared/config/alerts/schema.ts'
import { environment } from '../../shared/environment.ts'
import { functionConfig } from '../../shared/function-config.ts'
import { eventHandler } from '../../shared/handler.ts'
import { once } from '../../shared/once.ts'
import { noteDeployed } from './engine/deployed.ts'
import { sweep } from './engine/sweep.ts'
import { alarmReader } from './world/alarm-reader.ts'
import { makeClients } from './world/clients.ts'
import { worldFor } from './world/wiring.ts'

const env = environment('ALARM_TOPIC', 'ALERTS_FUNCTION_ARN')
const { allAlarms, watchedBy } = functionConfig<AlertsConfig>()
const ours = { targets: [env.ALARM_TOPIC, env.ALERTS_FUNCTION_ARN], allAlarms }
const alarms = alarmReader(ours, makeClients())
const { CONFIG_VERSION } = process.env
const addUpDays = once(async () => (await import('./engine/day-sums.ts')).makeAddUpDays(3))
const outside = once(async () => {
  const { TIMERS_QUEUE = '', REPORTS_QUEUE = '' } = process.env
  const { ALERTS_DEAD_LETTERS, TIMERS_DEAD_LETTERS } = environment('ALERTS_DEAD_LETTERS', 'TIMERS_DEAD_LETTERS')
  const { watchersOutside } = await import('./world/outside.ts')
  return watchersOutside(watchedBy, {
    queues: [TIMERS_QUEUE, REPORTS_QUEUE].filter(Boolean),
    deadLetters: { AlertsDeadLetters: ALERTS_DEAD_LETTERS, TimersDeadLetters: TIMERS_DEAD_LETTERS },
  })
})
let noted = CONFIG_VERSION === undefined

/** Once a minute: what nobody brought up is found. */
export const handler = eventHandler(
  () => undefined,
  async (_, invocation) => {
    const world = worldFor(invocation)
    await sweep({ ...world, alarms })
    if (!noted && CONFIG_VERSION !== undefined) await noteDeployed(world.ledger, CONFIG_VERSION, world.now)
    noted = true
    await (await addUpDays())(world.ledger, world.now)
    // Last: whatever failed above has thrown, and then nobody outside hears that all is well.
    if (watchedBy.length > 0) await (await import('./engine/outside.ts')).tellOutside(world, await outside())
  },
)
