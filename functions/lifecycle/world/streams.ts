import {
  DecreaseStreamRetentionPeriodCommand,
  DescribeStreamSummaryCommand,
  IncreaseStreamRetentionPeriodCommand,
  type KinesisClient,
  ListStreamsCommand,
} from '@aws-sdk/client-kinesis'
import { inParallel } from '../../../shared/in-parallel.ts'
import type { FoundStream, RetentionAct } from '../rules/retention.ts'

type Kinesis = Pick<KinesisClient, 'send'>

/** An account describes 20 streams a second at most. */
const width = 4
/** Between two looks at a stream that changes. It takes some seconds. */
const lookMs = 2_000
/** What must be left of the call for another look, and for writing down what came of it. */
const marginMs = 8_000

const namesOf = async (kinesis: Kinesis): Promise<string[]> => {
  const names: string[] = []
  let more = true
  while (more) {
    const ExclusiveStartStreamName = names.at(-1)
    const { StreamNames = [], HasMoreStreams } = await kinesis.send(
      new ListStreamsCommand({ Limit: 1_000, ...(ExclusiveStartStreamName ? { ExclusiveStartStreamName } : {}) }),
    )
    names.push(...StreamNames)
    more = HasMoreStreams === true && StreamNames.length > 0
  }
  return names
}

const look = async (kinesis: Kinesis, StreamName: string) => {
  const { StreamDescriptionSummary: found } = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName }))
  return {
    hours: found?.RetentionPeriodHours,
    status: found?.StreamStatus,
    created: found?.StreamCreationTimestamp ?? new Date(0),
  }
}

/** Data streams of the account and region. One that is on its way out is left out. @throws what Kinesis throws */
export const findStreams = async (kinesis: Kinesis, isWanted: (name: string) => boolean): Promise<FoundStream[]> => {
  const found = await inParallel((await namesOf(kinesis)).filter(isWanted), width, async (name) => ({
    name,
    ...(await look(kinesis, name)),
  }))
  return found.flatMap(({ name, hours, status, created }) =>
    hours === undefined || status === 'DELETING' ? [] : [{ name, hours, created }],
  )
}

interface Patience {
  /** What is left of the call. */
  readonly remainingMs: () => number
  readonly wait: (ms: number) => Promise<unknown>
}

/**
 * Has a stream keep its records so many hours, and resolves once it does. Longer and shorter are two calls, each of which Kinesis
 * takes only for an ACTIVE stream and a number that differs.
 * @throws Error where the stream is not there before the call's time is over: the next call looks again
 */
export const keepStream = async (
  kinesis: Kinesis,
  { stream, hours }: Extract<RetentionAct, { do: 'stream-hours' }>,
  { remainingMs, wait }: Patience,
): Promise<void> => {
  let asked = false
  for (;;) {
    const found = await look(kinesis, stream)
    const isActive = found.status === 'ACTIVE'
    if (isActive && found.hours === hours) return
    if (isActive && found.hours !== undefined && !asked) {
      const input = { StreamName: stream, RetentionPeriodHours: hours }
      await (found.hours < hours
        ? kinesis.send(new IncreaseStreamRetentionPeriodCommand(input))
        : kinesis.send(new DecreaseStreamRetentionPeriodCommand(input)))
      asked = true
    }
    if (remainingMs() < marginMs + lookMs)
      throw new Error(
        `${stream} is ${found.status ?? 'in no state'} and keeps ${found.hours ?? 'an unknown number of'} hours, not ${hours} yet${asked ? '; Kinesis has accepted the change' : '; Kinesis changes it once it is ACTIVE'}`,
      )
    await wait(lookMs)
  }
}
