import { jest } from '@jest/globals'
import type { Context, SQSEvent } from 'aws-lambda'
import * as z from 'zod/mini'
import { PermanentError } from '../../../shared/errors.ts'
import {
  batchHandler,
  eventHandler,
  type Invocation,
  parseJson,
  parserOf,
  queueHandler,
} from '../../../shared/handler.ts'
import { log } from '../../../shared/log.ts'
import { metrics } from '../../../shared/metrics.ts'

const context = (remainingMs = () => 30_000): Context =>
  ({ awsRequestId: 'call-1', functionName: 'f', getRemainingTimeInMillis: remainingMs }) as unknown as Context
const batch = (...bodies: string[]): SQSEvent =>
  ({ Records: bodies.map((body, index) => ({ messageId: `m${index}`, body })) }) as unknown as SQSEvent

const parse = parserOf('a greeting', z.object({ name: z.string(), to: z.object({ phone: z.string() }) }))
const private_ = '+12025550101 mina@corner-shop.example'

let lines: string[] = []
let flushed: jest.SpiedFunction<typeof metrics.flush>
beforeEach(() => {
  lines = []
  for (const method of ['info', 'warn', 'error'] as const)
    jest.spyOn(log, method).mockImplementation((...said) => {
      lines.push(JSON.stringify(said))
    })
  flushed = jest.spyOn(metrics, 'flush').mockImplementation(() => undefined)
})
afterEach(() => jest.restoreAllMocks())

/** What Lambda's runtime prints of a thrown error: its name, text and stack, and everything that can be enumerated. */
const printed = (error: unknown): string =>
  JSON.stringify(error, (_, value) =>
    value instanceof Error
      ? { errorType: value.name, errorMessage: value.message, trace: value.stack, ...Object.assign({}, value) }
      : value,
  )

const thrownBy = async (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => {
      throw new Error('It did not throw')
    },
    (error: unknown) => error,
  )

describe('a function for one event', () => {
  test('gives the parsed event, the time and the id of the call, and flushes', async () => {
    const calls: Invocation[] = []
    const handler = eventHandler(parse, async ({ name }, invocation) => {
      calls.push(invocation)
      return name
    })
    expect(await handler({ name: 'x', to: { phone: '' } }, context())).toBe('x')
    expect(calls[0]).toMatchObject({ callId: 'call-1', now: expect.any(Date) })
    expect(calls[0]?.remainingMs()).toBe(30_000)
    expect(flushed).toHaveBeenCalledTimes(1)
  })

  test('throws a malformed event as permanent, with the path of the fault and not its value', async () => {
    const act = jest.fn(async () => undefined)
    const error = await thrownBy(eventHandler(parse, act)({ name: private_, to: { phone: 5 } }, context()))
    expect(error).toMatchObject({ name: 'PermanentError', message: expect.stringContaining('to.phone') })
    expect(act).not.toHaveBeenCalled()
    expect(flushed).toHaveBeenCalledTimes(1)
    expect(printed(error) + lines.join()).not.toContain('corner-shop')
    expect(lines.join()).toContain('malformed-event')
  })

  test('says nothing personal of what is thrown, neither in the log nor to Lambda', async () => {
    const cause = Object.assign(new TypeError(`cannot send to ${private_}`), { request: private_ })
    const handler = eventHandler(parse, async () => {
      throw cause
    })
    const error = await thrownBy(handler({ name: 'x', to: { phone: '' } }, context()))
    const said = printed(error) + lines.join()
    expect(error).toMatchObject({ name: 'TypeError', message: expect.stringContaining('cannot send to') })
    expect(said).not.toContain('2025550101')
    expect(said).not.toContain('mina@')
    expect(flushed).toHaveBeenCalledTimes(1)
  })
})

describe('a function for a queue', () => {
  const good = JSON.stringify({ name: 'x', to: { phone: '' } })

  test('gives back only what failed', async () => {
    const seen: string[] = []
    const handler = queueHandler(parse, async ({ name }) => {
      seen.push(name)
      if (name === 'bad') throw new Error(`no such address: ${private_}`)
    })
    const bad = JSON.stringify({ name: 'bad', to: { phone: '' } })
    const answer = await handler(batch(good, `{"name": "${private_}`, bad, good, '{}'), context())
    expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['m1', 'm2', 'm4'])
    expect(seen).toEqual(['x', 'bad', 'x'])
    expect(lines.join()).not.toContain('corner-shop')
    expect(lines.join()).not.toContain('2025550101')
    expect(flushed).toHaveBeenCalledTimes(1)
  })

  test('begins no message with less than five seconds left, and gives the rest back untouched', async () => {
    const left = [6_000, 5_000, 4_999]
    const act = jest.fn(async () => undefined)
    const handler = queueHandler(parse, act)
    const remaining = jest.fn(() => left[Math.min(act.mock.calls.length, 2)] ?? 0)
    const answer = await handler(batch(good, good, good, good), context(remaining))
    expect(act).toHaveBeenCalledTimes(2)
    expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['m2', 'm3'])
  })

  test('flushes when the event is none at all', async () => {
    await thrownBy(queueHandler(parse, async () => undefined)({} as SQSEvent, context()))
    expect(flushed).toHaveBeenCalledTimes(1)
  })
})

describe('a function for all messages of a call', () => {
  const good = JSON.stringify({ name: 'x', to: { phone: private_ } })

  test('gives back what failed and what is no message, and nothing else', async () => {
    const act = jest.fn(async (messages: readonly { readonly name: string }[]) =>
      messages.map((_, index) => (index === 1 ? new Error(`no such address: ${private_}`) : undefined)),
    )
    const answer = await batchHandler(parse, act)(batch(good, '{}', good, good), context())
    expect(act.mock.calls[0]?.[0]).toHaveLength(3)
    expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).toSorted()).toEqual(['m1', 'm2'])
    expect(lines.join()).not.toContain('corner-shop')
    expect(lines.join()).not.toContain('2025550101')
    expect(flushed).toHaveBeenCalledTimes(1)
  })

  test('gives all of them back when it dies', async () => {
    const answer = await batchHandler(parse, () => Promise.reject(new Error('no')))(batch(good, good), context())
    expect(answer.batchItemFailures).toHaveLength(2)
  })
})

test('text that is no JSON is told by its length alone', () => {
  expect(() => parseJson(private_)).toThrow(PermanentError)
  expect(() => parseJson(private_)).toThrow(`Not JSON: ${private_.length} characters`)
})
