import type { PostedAlert } from './alert.ts'
import { type Fields, keyFields, linesOf, objectOf, partOf, textIn } from './fields.ts'
import { stateIn } from './words.ts'

/** `start`ed, `grace`, `paused` and `new` are neither good nor bad. */
const states: Readonly<Record<string, PostedAlert['state']>> = { down: 'ALARM', up: 'OK' }

const checkOf = (fields: Fields): Fields => objectOf(fields.check) ?? fields

/**
 * A check of healthchecks.io, by the body that its webhook is set to send: `{"check": $JSON, "now": "$NOW"}`, `$JSON` alone, or its other
 * placeholders by their names. Its ping address stays out: whoever has it could ping.
 * https://healthchecks.io/docs/configuring_notifications/ and https://healthchecks.io/docs/api/#get-check
 */
export const readHealthcheck = (fields: Fields): PostedAlert | undefined => {
  const check = checkOf(fields)
  const name = textIn(check, 'name', 'slug') ?? textIn(fields, 'name', 'check')
  const id =
    textIn(check, 'unique_key', 'uuid', 'code') ??
    textIn(check, 'ping_url')
      ?.split('/')
      .findLast((part) => part !== '') ??
    textIn(fields, 'code') ??
    textIn(check, 'slug')
  const status = (textIn(fields, 'status') ?? textIn(check, 'status'))?.toLowerCase()
  if (status === undefined || (id ?? name) === undefined) return undefined
  const tags = textIn(check, 'tags') ?? textIn(fields, 'tags')
  const last = textIn(check, 'last_ping')
  return {
    key: id ?? name ?? '',
    name: name ?? id,
    state: stateIn(states, status) ?? 'NOTE',
    title: `${name ?? id} is ${status}`,
    text: linesOf(
      `healthchecks.io says that ${name ?? id} is ${status}.`,
      last === undefined ? undefined : `Last ping: ${last}`,
      textIn(fields, 'exitstatus') === undefined ? undefined : `Exit status: ${textIn(fields, 'exitstatus')}`,
    ),
    description: textIn(check, 'desc'),
    labels: tags === undefined ? {} : { tags },
    at: textIn(fields, 'now'),
  }
}

/** Whether a body has this form: what only a check of theirs has. */
export const isHealthcheck = (fields: Fields): boolean => {
  const check = checkOf(fields)
  // Placeholders by their names: `{"check": "$NAME", "status": "$STATUS"}`. What has a key is in our own form, and found by that.
  if (typeof fields.check === 'string')
    return (
      textIn(fields, ...keyFields) === undefined &&
      stateIn(states, textIn(fields, 'status')?.toLowerCase()) !== undefined
    )
  return (
    typeof check.status === 'string' &&
    (['ping_url', 'unique_key', 'n_pings', 'update_url', 'last_ping'].some((name) => name in check) ||
      (Object.keys(partOf(fields, 'check')).length > 0 && 'now' in fields))
  )
}
