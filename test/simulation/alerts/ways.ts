import type { Responder, Severity } from '../../../shared/config/alerts/schema.ts'
import { msOf } from './features.ts'

// The judge's own reading of docs/alerts.md, "Rules of a person".

const channels = ['sms', 'email', 'webhook'] as const

/** Milliseconds for which each channel waits that notifies a person of what is of a severity. @param spent whether the money for texts is */
export const waysOf = (responder: Responder, severity: Severity, spent: boolean): ReadonlyMap<string, number> => {
  const has = channels.filter((name) => responder[name] !== undefined)
  const isFree = (name: string): boolean => !(spent && name === 'sms')
  const rules = (responder.deliver ?? []).filter(
    (rule) =>
      has.some((name) => name === rule.channel) &&
      isFree(rule.channel) &&
      (rule.severity ? rule.severity.includes(severity) : severity !== 'info' || rule.channel !== 'sms'),
  )
  if (rules.length > 0) return new Map(rules.map(({ channel, after }) => [channel, msOf(after)]))
  const free = has.filter(isFree)
  const quiet = severity === 'info' ? free.filter((name) => name !== 'sms') : free
  const used = quiet.length > 0 ? quiet : free.length > 0 ? free : has
  return new Map(used.map((name) => [name, 0]))
}
