import { setTimeout as sleep } from 'node:timers/promises'
import { type CloudWatchClient, DeleteAlarmsCommand } from '@aws-sdk/client-cloudwatch'
import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'
import { makeAlarm, setAlarm } from '../local/tour/alarms.ts'
import { readSms } from '../local/tour/inbox.ts'
import { clientOptions } from '../shared/aws.ts'
import { inParallel } from '../shared/in-parallel.ts'
import { dynamoLedger } from '../shared/ledger/dynamo-ledger.ts'
import { ledgerIndexes, partitionsToRead } from '../shared/ledger/indexes.ts'
import type { IncidentRecord } from '../shared/ledger/records.ts'
import { piecesOf } from '../shared/pieces.ts'

/**
 * A storm: how many alarms, how many set off at once, and the marks for it: the whole, and what of it is ours. The emulator
 * alone takes its time to change a thousand alarms and to call a function for each.
 */
export const storm = { alarms: 1_000, atOnce: 3, milliseconds: 60_000, ours: 20_000, messages: 3, patience: 600_000 }

/** Most alarms that one call deletes. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteAlarms.html */
const mostDeleted = 100

const namesOf = (prefix: string): string[] =>
  Array.from({ length: storm.alarms }, (_, index) => `${prefix}-${String(index).padStart(4, '0')}`)

/**
 * Sets off as many alarms of the bare function, and waits until each has called it: what the emulator takes by itself. They are
 * deleted then: the emulator would look through them at every question about alarms.
 */
export const rageBare = async (cloudWatch: CloudWatchClient, endpoint: string, topic: string): Promise<number> => {
  const names = namesOf('bench-bare-storm')
  await inParallel(names, storm.atOnce, (name) => makeAlarm(cloudWatch, name, topic))
  const before = (await readSms({ endpoint })).length
  const begun = performance.now()
  await inParallel(names, storm.atOnce, (name) => setAlarm(cloudWatch, name, 'ALARM', 'bench'))
  for (;;) {
    const messages = (await readSms({ endpoint })).length - before
    const ms = performance.now() - begun
    if (messages >= storm.alarms) {
      for (const AlarmNames of piecesOf(names, mostDeleted))
        await cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames }))
      return ms
    }
    if (ms > storm.patience) throw new Error(`${messages} of ${storm.alarms} alarms have called the bare function`)
    await sleep(1_000)
  }
}

/** How many incidents there are since a time. To count them takes the emulator half of what it takes to list them. */
const countIncidents = async (dynamo: DynamoDBClient, TableName: string, since: string): Promise<number> => {
  const counts = await Promise.all(
    partitionsToRead('byKind', 'incident').map((partition) =>
      dynamo.send(
        new QueryCommand({
          TableName,
          IndexName: ledgerIndexes.byKind,
          Select: 'COUNT',
          KeyConditionExpression: '#kind = :kind AND #at >= :since',
          ExpressionAttributeNames: { '#kind': 'kind', '#at': 'at' },
          ExpressionAttributeValues: { ':kind': { S: partition }, ':since': { S: since } },
        }),
      ),
    ),
  )
  return counts.reduce((sum, { Count = 0 }) => sum + Count, 0)
}

/** Sets off many alarms as fast as they are taken. Gives the milliseconds until all are in the ledger, and the texts sent. */
export const rage = async (
  cloudWatch: CloudWatchClient,
  endpoint: string,
  table: string,
  topic: string,
): Promise<{ readonly ms: number; readonly messages: number }> => {
  const names = namesOf('bench-storm')
  await inParallel(names, storm.atOnce, (name) => makeAlarm(cloudWatch, name, topic))
  const before = (await readSms({ endpoint })).length
  const dynamo = new DynamoDBClient(clientOptions)
  const since = new Date(Date.now() - 1_000).toISOString()
  const begun = performance.now()
  await inParallel(names, storm.atOnce, (name) => setAlarm(cloudWatch, name, 'ALARM', 'bench'))
  for (;;) {
    const counted = await countIncidents(dynamo, table, since)
    const ms = performance.now() - begun
    // Others may be among them: an alarm of ours of how slow the storm makes everything.
    if (counted >= storm.alarms && (await isWhole(table, since)))
      return { ms, messages: (await readSms({ endpoint })).length - before }
    if (ms > storm.patience) throw new Error(`${counted} incidents of a storm of ${storm.alarms} alarms`)
    await sleep(1_500)
  }
}

/** Whether each alarm of the storm has its incident. */
const isWhole = async (table: string, since: string): Promise<boolean> => {
  const found = await dynamoLedger(table).list<IncidentRecord>('incident', { since, limit: 2 * storm.alarms })
  return found.filter(({ alarm }) => alarm.startsWith('bench-storm-')).length === storm.alarms
}
