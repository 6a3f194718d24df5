import { makeClock, readEpoch, setEpoch } from '../clock.ts'
import { type ReadLine, type Spans, statusAt } from '../spans.ts'

type Json = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** An object of JSON, or nothing. Bytes that are not UTF-8 become question marks, and hide nothing beside them. */
export const jsonAt = (bytes: Buffer, from: number, to: number): Json | undefined => {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8', from, to))
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined

/** Puts texts, which are longer or shorter than they were in the line, into bytes of their own. */
const makePage = () => {
  let page = Buffer.alloc(64 * 1024)
  let at = 0
  return {
    clear: (spans: Spans, room: number): void => {
      if (page.length < room) page = Buffer.alloc(room)
      at = 0
      spans.bytes = page
    },
    /** @returns where it begins and ends, -1 for nothing */
    put: (value: unknown): readonly [number, number] => {
      const text = textOf(value)
      if (text === undefined) return [-1, -1]
      const from = at
      at += page.write(text, at)
      return [from, at]
    },
  }
}

/** UTF-8 takes three bytes for one of the line's at most: the question mark of a byte that is not UTF-8. */
const roomFor = (from: number, to: number): number => (to - from) * 3 + 64

/** A reader of CloudFront's records as JSON, one a line, every value a text. */
export const cloudFrontJsonReader = (): ReadLine => {
  const page = makePage()
  const clock = makeClock()
  return (bytes, from, to, spans) => {
    const values = new Map<string, unknown>()
    for (const [name, value] of Object.entries(jsonAt(bytes, from, to) ?? {})) values.set(name.toLowerCase(), value)
    const put = (name: string) => page.put(values.get(name))
    page.clear(spans, roomFor(from, to))
    const [dateFrom, dateTo] = put('date')
    const [timeFrom, timeTo] = put('time')
    const [epochMsFrom, epochMsTo] = put('timestamp(ms)')
    const [epochFrom, epochTo] = put('timestamp')
    const [statusFrom, statusTo] = put('sc-status')
    spans.minute = -1
    if (timeFrom >= 0 && dateTo - dateFrom === 10) clock.read(spans.bytes, dateFrom, timeFrom, timeTo, spans)
    if (spans.minute < 0 && epochMsFrom >= 0) readEpoch(spans.bytes, epochMsFrom, epochMsTo, 'ms', spans)
    if (spans.minute < 0 && epochFrom >= 0) readEpoch(spans.bytes, epochFrom, epochTo, 's', spans)
    spans.status = statusFrom < 0 ? -1 : statusAt(spans.bytes, statusFrom, statusTo)
    ;[spans.addressFrom, spans.addressTo] = put('c-ip')
    ;[spans.forwardedFrom, spans.forwardedTo] = put('x-forwarded-for')
    ;[spans.methodFrom, spans.methodTo] = put('cs-method')
    ;[spans.hostFrom, spans.hostTo] = put('x-host-header')
    ;[spans.nameFrom, spans.nameTo] = put('cs(host)')
    ;[spans.pathFrom, spans.pathTo] = put('cs-uri-stem')
    ;[spans.agentFrom, spans.agentTo] = put('cs(user-agent)')
    spans.agentSlot = -1
    spans.refused = false
  }
}

/** What a client gets for these: https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-action.html */
const statusOfAction: Readonly<Record<string, number>> = { BLOCK: 403, CAPTCHA: 405, CHALLENGE: 202 }

const objectsIn = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : [])

/**
 * A reader of WAF's logs. They have no status but where WAF answered itself.
 * @param ownRules names of our rules, whose refusals are left out
 * https://docs.aws.amazon.com/waf/latest/developerguide/logging-fields.html
 */
export const wafReader = (ownRules: readonly string[]): ReadLine => {
  const page = makePage()
  const own = new Set<unknown>(ownRules)
  return (bytes, from, to, spans) => {
    const record = jsonAt(bytes, from, to) ?? {}
    const request = isObject(record.httpRequest) ? record.httpRequest : {}
    const headers = new Map<unknown, unknown>()
    for (const { name, value } of objectsIn(request.headers))
      if (typeof name === 'string' && !headers.has(name.toLowerCase())) headers.set(name.toLowerCase(), value)
    page.clear(spans, roomFor(from, to))
    const { timestamp, action, responseCodeSent: sent } = record
    spans.minute = -1
    if (typeof timestamp === 'number') setEpoch(timestamp, spans)
    else {
      const [at, end] = page.put(timestamp)
      if (at >= 0) readEpoch(spans.bytes, at, end, 'ms', spans)
    }
    const [sentFrom, sentTo] = page.put(sent)
    spans.status = sentFrom >= 0 ? statusAt(spans.bytes, sentFrom, sentTo) : (statusOfAction[String(action)] ?? 0)
    ;[spans.addressFrom, spans.addressTo] = page.put(request.clientIp)
    ;[spans.forwardedFrom, spans.forwardedTo] = page.put(headers.get('x-forwarded-for'))
    ;[spans.methodFrom, spans.methodTo] = page.put(request.httpMethod)
    ;[spans.hostFrom, spans.hostTo] = page.put(headers.get('host'))
    ;[spans.nameFrom, spans.nameTo] = [-1, -1]
    ;[spans.pathFrom, spans.pathTo] = page.put(request.uri)
    ;[spans.agentFrom, spans.agentTo] = page.put(headers.get('user-agent') ?? '')
    const ended = objectsIn(record.ruleGroupList).map(({ terminatingRule }) =>
      isObject(terminatingRule) ? terminatingRule.ruleId : undefined,
    )
    spans.agentSlot = -1
    spans.refused = action === 'BLOCK' && [record.terminatingRuleId, ...ended].some((id) => own.has(id))
  }
}
