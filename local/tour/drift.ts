import { setTimeout as pause } from 'node:timers/promises'
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda'
import { detectDrift } from '../../api/drift.ts'
import { clientOptions } from '../../shared/aws.ts'
import { check, type Stop, type Tour } from './guide.ts'

const byHand = 61

const found: Stop = {
  title: 'somebody changes a function by hand, and drift says so',
  visit: async (guide) => {
    const lambda = new LambdaClient(clientOptions)
    const FunctionName = guide.output('SweepAlertsFunction')
    const { Timeout } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))
    const set = async (seconds: number | undefined): Promise<void> => {
      await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: seconds }))
      await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: 30 }, { FunctionName })
    }
    try {
      await set(byHand)
      const rows = await detectDrift(guide, pause)
      const row = rows.find(({ id, property }) => id === FunctionName && property === '/Timeout')
      check(
        row?.state === 'changed' && row.expected === String(Timeout) && row.actual === String(byHand),
        `Drift does not say what was changed: ${JSON.stringify(rows.filter(({ state }) => state !== 'not-checked'))}`,
      )
      const elsewhere = rows.filter(({ state }) => state === 'elsewhere').length
      return [
        `${row?.id}: Timeout is ${row?.actual}, ${row?.expected} in the template; ${elsewhere} more are decided elsewhere`,
      ]
    } finally {
      await set(Timeout)
    }
  },
}

export const driftTour: Tour = { stops: () => [found] }
