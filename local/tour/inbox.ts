import type { Guide } from './guide.ts'

interface Sms {
  readonly to: string
  readonly text: string
}

type Field = Readonly<Record<string, unknown>>

// The emulator answers with lists nested by account and region; what we look for are the records inside.
const records = (value: unknown, isRecord: (value: Field) => boolean): Field[] => {
  if (Array.isArray(value)) return value.flatMap((each) => records(each, isRecord))
  if (typeof value !== 'object' || value === null) return []
  return isRecord(value as Field) ? [value as Field] : Object.values(value).flatMap((each) => records(each, isRecord))
}

const read = async (endpoint: string, path: string): Promise<unknown> =>
  (await fetch(`${endpoint}/_ministack/${path}`, { signal: AbortSignal.timeout(5_000) })).json()

const field = (record: Field, ...names: readonly string[]): string =>
  String(names.map((name) => record[name]).find((value) => value !== undefined) ?? '')

/** Text messages that the emulator was asked to send to phones, oldest first. */
export const readSms = async ({ endpoint }: Pick<Guide, 'endpoint'>): Promise<Sms[]> =>
  records(await read(endpoint, 'sns/sms-messages'), (value) => 'Message' in value || 'message' in value).map(
    (record) => ({
      to: field(record, 'PhoneNumber', 'phoneNumber', 'phone_number'),
      text: field(record, 'Message', 'message'),
    }),
  )
