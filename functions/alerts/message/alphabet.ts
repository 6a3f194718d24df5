import { once } from '../../../shared/once.ts'

// GSM 03.38: the default alphabet, and the characters that cost two septets.
const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
)
const extended = new Set('^{}\\[~]|€\f')

/** Whether a text can go in GSM-7, where a message holds 160 characters instead of 70. */
export const isGsm = (text: string): boolean => {
  for (const character of text) if (!basic.has(character) && !extended.has(character)) return false
  return true
}

/** Units that one message holds: septets in GSM-7, UTF-16 units in UCS-2. */
const gsmLimit = 160
const ucs2Limit = 70

export interface SmsUnits {
  readonly used: number
  readonly limit: number
}

/**
 * What a text takes of one message, and what there is.
 * @param tagUnits UTF-16 units that the carrier writes in front. Its tag is not in GSM-7, so with it no text is.
 * https://docs.aws.amazon.com/sns/latest/dg/sms_sending-overview.html
 */
export const smsUnits = (text: string, tagUnits = 0): SmsUnits =>
  tagUnits === 0 && isGsm(text)
    ? { used: [...text].reduce((sum, character) => sum + (extended.has(character) ? 2 : 1), 0), limit: gsmLimit }
    : { used: text.length, limit: ucs2Limit - tagUnits }

// What looks the same to a reader but would cost 90 characters of the message.
const replacements: readonly (readonly [RegExp, string])[] = [
  [/[\u2018\u2019\u201a\u201b\u2032`\u00b4]/g, "'"],
  [/[\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb]/g, '"'],
  [/[\u2010-\u2015\u2212]/g, '-'],
  [/\u2026/g, '...'],
  [/[\u2022\u00b7]/g, '*'],
  [/[\u2192\u21d2]/g, '->'],
  [/\u2265/g, '>='],
  [/\u2264/g, '<='],
  [/\u00d7/g, 'x'],
  // Invisible: soft hyphen, zero-width space, word joiner, byte order mark. The joiner of emoji stays.
  [/[\u00ad\u200b\u2060\ufeff]/g, ''],
  // What turns text around: right-to-left override and its like.
  [/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, ''],
  // Every other kind of space, and control characters.
  [/[\s\p{Zs}\p{Cc}]+/gu, ' '],
]

// Words of printable ASCII, but for the backtick, with one space between: what nearly all are, and nothing of it is replaced.
const plainWords = /^[!-_a-~]+(?: [!-_a-~]+)*$/

/** One line that costs as little as it can and reads the same. Half a surrogate pair becomes U+FFFD. */
export const plainLine = (text: string): string =>
  plainWords.test(text)
    ? text
    : replacements
        .reduce((line, [pattern, by]) => line.replace(pattern, by), text.toWellFormed().normalize('NFC'))
        .trim()

// Every emoji has at least one of these. Neither is a literal: a literal is read when the file is, and this takes half a millisecond.
const emojiPart = once(() => /[\p{Extended_Pictographic}\p{RI}\p{EMod}]|\u20e3/u)
// With the joiners before and after it, and the space behind: two joiners that meet would be one broken character.
// A row of joiners is only begun at its first, or long ones would take the square of their length. To read the list of all emoji takes 15 ms.
const emoji = once(
  () => /(?:(?<![\u200d\ufe0f])[\u200d\ufe0f]+)?(?:\p{RGI_Emoji}|\p{Extended_Pictographic}\ufe0f?)[\u200d\ufe0f]*\s*/gv,
)

const isAscii = (text: string): boolean => /^[ -~]*$/.test(text)

const withoutEmoji = (text: string): string =>
  isAscii(text) || !emojiPart().test(text) ? text : text.replace(emoji(), '')

// What machines add to names so that no two are alike: by itself it tells nobody anything.
const machineParts: readonly RegExp[] = [
  /\barn:[\w-]{1,20}:[\w-]{1,40}:[\w-]{0,30}:\d{0,12}:(?:alarm:)?/g,
  /-?\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/gi,
  // Application Auto Scaling's, before the thing that it scales.
  /^TargetTracking-(?=\w+\/)/,
  // CloudFormation's, after CDK's.
  /(?:[\dA-F]{8})?-(?=[A-Z]*\d)[\dA-Z]{11,13}$/,
]

/** A name as a person would say it: without emoji, which halve the room of a message, account numbers, and random parts. */
export const spokenName = (name: string): string =>
  plainLine(machineParts.reduce((text, part) => text.replace(part, ''), withoutEmoji(name)))
