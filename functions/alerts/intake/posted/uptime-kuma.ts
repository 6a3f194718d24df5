import type { PostedAlert } from './alert.ts'
import { type Fields, linesOf, partOf, textIn } from './fields.ts'
import { stateIn } from './words.ts'

/** 0 down, 1 up, 2 pending, 3 maintenance. */
const states: Readonly<Record<string, PostedAlert['state']>> = { 0: 'ALARM', 1: 'OK', 2: 'NOTE', 3: 'NOTE' }

/** What is said without a monitor: a test of the settings, and the warning that a certificate ends. */
const aboutNothing = (msg: string): PostedAlert => ({
  key: msg.replace(/\d+/g, '#'),
  name: msg.replace(/\d+ days?/g, '# days'),
  state: /testing$/i.test(msg) ? 'NOTE' : 'ALARM',
  title: msg,
  text: msg,
  severity: /certificate/i.test(msg) ? 'warning' : undefined,
})

/**
 * The webhook of Uptime Kuma, whose times are UTC, with its preset body: `{heartbeat, monitor, msg}`, the first two null where there is no monitor.
 * https://github.com/louislam/uptime-kuma/blob/master/server/notification-providers/webhook.js
 */
export const readKuma = (fields: Fields): PostedAlert | undefined => {
  const [heartbeat, monitor] = [partOf(fields, 'heartbeat'), partOf(fields, 'monitor')]
  const msg = textIn(fields, 'msg') ?? textIn(heartbeat, 'msg')
  const name = textIn(monitor, 'pathName', 'name')
  const key = textIn(monitor, 'id') ?? textIn(heartbeat, 'monitorID', 'monitor_id') ?? name
  if (key === undefined) return msg === undefined ? undefined : aboutNothing(msg)
  const status = textIn(heartbeat, 'status')
  const state = stateIn(states, status) ?? 'ALARM'
  return {
    key,
    name: name ?? `monitor ${key}`,
    state,
    title: `${name ?? `Monitor ${key}`} is ${state === 'OK' ? 'up' : state === 'NOTE' ? 'pending or in maintenance' : 'down'}`,
    text: linesOf(textIn(heartbeat, 'msg'), msg),
    description: textIn(monitor, 'description'),
    link: textIn(monitor, 'url'),
    at: textIn(heartbeat, 'time'),
  }
}

/** Whether a body has this form. */
export const isKuma = (fields: Fields): boolean => 'heartbeat' in fields && 'monitor' in fields
