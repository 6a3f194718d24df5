import { parseRange } from '../../../shared/addresses/addresses.ts'
import type { Asked } from '../contract/contribution.ts'
import { shownAddress } from './client-address.ts'
import { masked } from './masked.ts'

/** Fields of a responder that say nothing of how to reach them. */
const openFields: ReadonlySet<string> = new Set(['zone', 'language', 'from', 'until', 'days'])

const isContact = (text: string): boolean => /^\+\d[\d ()-]{6,}$/.test(text) || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)

/**
 * A config without what reaches or names people: every way to a responder, numbers and email addresses anywhere, addresses of web hooks; and
 * addresses of clients for those who may only look.
 */
export const maskedConfig = (asked: Pick<Asked, 'session'>, config: object): unknown => {
  const mask = (value: unknown, path: readonly string[]): unknown => {
    if (Array.isArray(value)) return value.map((each) => mask(each, path))
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, mask(each, [...path, key])]))
    if (typeof value !== 'string') return value
    const [, group] = path
    const field = path.at(-1) ?? ''
    if (isContact(value)) return masked(value)
    if (path[0] === 'alerts' && group === 'responders' && !openFields.has(field)) return '•••'
    if (path[0] === 'alerts' && /^https?:/.test(value)) return `${new URL(value).origin}/•••`
    if (path[0] === 'firewall' && parseRange(value) !== undefined) return shownAddress(asked, value)
    return value
  }
  return mask(config, [])
}
