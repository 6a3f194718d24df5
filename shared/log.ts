import type { Context } from 'aws-lambda'

const levels = ['DEBUG', 'INFO', 'WARN', 'ERROR', 'SILENT'] as const
type Level = (typeof levels)[number]
/** Ids, names and counts. */
type Details = Readonly<Record<string, unknown>>

/** The level of a name in any case; INFO where it is none. */
export const levelOf = (name: string | undefined): Level =>
  levels.find((level) => level === name?.toUpperCase()) ?? 'INFO'

/** What every line says of the function and of the call, under the names that Powertools for AWS gives it. */
const contextOf = ({ functionName, memoryLimitInMB, invokedFunctionArn, awsRequestId }: Context): Details => ({
  function_name: functionName,
  function_memory_size: Number(memoryLimitInMB),
  function_arn: invokedFunctionArn,
  function_request_id: awsRequestId,
})

/** The id of the trace that X-Ray has for this call. https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html */
const traceOf = (header = ''): Details => {
  const [, id] = /Root=([^;]+)/.exec(header) ?? []
  return id === undefined ? {} : { xray_trace_id: id }
}

/** A line of JSON. What cannot be written as JSON takes its details along, and not the line. */
const lineOf = (said: Details, details: Details): string => {
  try {
    return JSON.stringify({ ...details, ...said })
  } catch {
    return JSON.stringify(said)
  }
}

interface LogOptions {
  readonly service: string
  readonly level: Level
  /** Takes one line, without its end. */
  readonly write: (line: string) => void
}

/** A logger that writes lines of JSON. What it adds to a line stands above details of the same name. */
export const makeLog = ({ service, level: first, write }: LogOptions) => {
  let least = levels.indexOf(first)
  let calls = 0
  let context: Details = {}
  const say =
    (level: Exclude<Level, 'SILENT'>) =>
    (message: string, details: Details = {}): void => {
      if (levels.indexOf(level) < least) return
      const timestamp = new Date().toISOString()
      const trace = traceOf(process.env._X_AMZN_TRACE_ID)
      write(lineOf({ level, message, timestamp, service, ...context, ...trace }, details))
    }
  return {
    debug: say('DEBUG'),
    info: say('INFO'),
    warn: say('WARN'),
    error: say('ERROR'),
    /** From now on every line names the function and this call, and says whether it is the first of its process. */
    addContext: (call: Context): void => {
      calls += 1
      context = { ...contextOf(call), cold_start: calls === 1 }
    },
    setLogLevel: (level: Level): void => {
      least = levels.indexOf(level)
    },
  }
}

/**
 * The one logger. Lines are JSON with ids, names and counts; never a phone number, an address or an event's body.
 * Level by POWERTOOLS_LOG_LEVEL (default INFO). It is our own: Powertools' Logger is 21 KB of each function's cold start.
 */
export const log = makeLog({
  service: process.env.CAPABILITY ?? 'nightshift',
  level: levelOf(process.env.POWERTOOLS_LOG_LEVEL),
  // Not console.log: Lambda would wrap the line in a JSON object of its own.
  write: (line) => process.stdout.write(`${line}\n`),
})

// A plus, which a URL writes %2B, and 7 to 15 digits, which people group with spaces, dots, dashes and brackets.
const phone = /(?:\+|%2[Bb])\d(?:[\p{Zs}().‐-–-]{0,2}\d){6,14}/gu

// Digits that go on, or that belong to a time, a decimal number, an id or an ARN, are no number to call.
const begin = String.raw`(?<![\w-]|\d[.:/])`
const end = String.raw`(?!\w|[-.:/]\d)`
const date = String.raw`(?:(?:19|20)\d\d[-.](?:0\d|1[0-2])[-.][0-3]\d|[0-3]\d[-.][01]\d[-.](?:19|20)\d\d)(?!\d)`
const digits = String.raw`(?!${date})\d{2,8}`

// As people of one country write it, or with 00 for the plus: (202) 555-0109, 02)123-4567, 010-1234-5678, 0082 10 1234 5678.
const grouped = new RegExp(
  String.raw`${begin}(?!${date})(?:\((?:0\d{1,4}|[1-9]\d{1,2})\)\p{Zs}?(?!${date})\d{3,4}|0\d{1,4}(?:\)\p{Zs}?\d{3,4})?)` +
    String.raw`(?:\p{Zs}${digits})*(?:\p{Zs}?[.‐-–-]\p{Zs}?${digits})*${end}`,
  'gu',
)
// In one piece: a Korean mobile number, or 00 and what follows a plus; but not 12 digits, which are an AWS account.
const whole = new RegExp(String.raw`${begin}(?:01[016-9]\d{7,8}|00[1-9]\d{8}|00[1-9]\d{10,12})${end}`, 'gu')

const fewestDigits = 9
const hideGrouped = (text: string): string => (text.replace(/\D/g, '').length < fewestDigits ? text : '…')

// Both halves are bounded: without that, a long text with no @ in it takes the square of its length.
const address = /[^\s<>"'(),;:@]{1,64}@[^\s<>"'(),;:@]{1,255}\.[\p{L}\d-]{2,63}/gu

/** Whether `git@host:repo` is meant, which names no person. */
const isRepository = (found: string, after: string): boolean =>
  /^\/*git@/.test(found) || /^:[\w~./-]{1,200}\.git(?!\w)/.test(after)

const hideAddress = (found: string, at: number, text: string): string =>
  isRepository(found, text.slice(at + found.length, at + found.length + 300)) ? found : '…@…'

/** A text without phone numbers and without email addresses: AWS's own error messages and the logs of jobs quote them. */
export const redact = (text: string): string =>
  text.replace(phone, '+…').replace(address, hideAddress).replace(grouped, hideGrouped).replace(whole, '…')
