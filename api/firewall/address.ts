import { type AddressRange, canonicalAddress, parseRange, rangeText } from '../../shared/addresses/addresses.ts'
import { didYouMean } from '../../shared/config/offers/did-you-mean.ts'
import { printableJson, shorten } from '../../shared/text.ts'
import { UsageError } from '../usage-error.ts'

const quoted = (text: string): string => printableJson(JSON.stringify(shorten(text, 60)))

const faultOf = (text: string): string => {
  const offer = didYouMean(canonicalAddress(text))
  return `${quoted(text)} is not an address; write it like 203.0.113.7, 203.0.113.0/24 or 2001:db8::/64${offer || '.'}`
}

/**
 * An address or a range as a person writes it.
 * @throws UsageError for what is neither, has bits behind its mask, or is everybody: with the value and the fix
 */
export const readRange = (text: string): AddressRange => {
  const range = parseRange(text)
  if (range === undefined) throw new UsageError(faultOf(text))
  if (range.bits === 0)
    throw new UsageError(`${quoted(text)} is everybody on the internet: write an address or a smaller range.`)
  const [address = '', mask] = text.split('/')
  const network = rangeText({ ...range, bits: range.family === 4 ? 32 : 128 })
  const named = canonicalAddress(address)
  if (mask !== undefined && named !== undefined && named !== network)
    throw new UsageError(
      `${quoted(text)} has bits behind its mask: write ${rangeText(range)} for the network, or ${named} for the address alone.`,
    )
  return range
}
