import { parseRange } from '../../../shared/addresses/addresses.ts'
import type { Asked } from '../contract/contribution.ts'

/** An address of which its network's first half is left: `203.0.•.•`, `2001:db8:•`. */
export const maskedAddress = (address: string): string => {
  if (address.includes(':')) return `${address.split(':').slice(0, 2).join(':')}:•`
  return `${address.split('.').slice(0, 2).join('.')}.•.•`
}

/** A client's address for whoever is signed in: it is personal data, and only those who act on it see the whole of it. */
export const shownAddress = ({ session }: Pick<Asked, 'session'>, address: string): string =>
  session.role === 'act' ? address : maskedAddress(address)

/** A text in which no whole address is left: for what is kept for longer than addresses may be. */
export const withoutAddresses = (text: string): string =>
  text.replace(/[0-9a-f.:]{2,45}(?:\/\d{1,3})?/gi, (found) => {
    const [, address = '', rest = ''] = /^(.*?)([.:]?)$/.exec(found) ?? []
    return parseRange(address) === undefined ? found : `•••${rest}`
  })
