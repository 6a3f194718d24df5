// GSM 03.38: the default alphabet, and the characters that cost two septets.
const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
)
const extended = new Set('^{}\\[~]|€\f')

const isGsm = (text: string): boolean => [...text].every((character) => basic.has(character) || extended.has(character))

/** Units that a text takes of one message: septets of 160 in GSM-7, UTF-16 units of 70 when any character is outside it. */
export const smsUnits = (text: string): { readonly used: number; readonly limit: 160 | 70 } =>
  isGsm(text)
    ? { used: [...text].reduce((sum, character) => sum + (extended.has(character) ? 2 : 1), 0), limit: 160 }
    : { used: text.length, limit: 70 }

/**
 * The text, cut at the end to fit one message, never through a character. `..` marks a cut.
 * https://docs.aws.amazon.com/sns/latest/dg/sms_sending-overview.html
 */
export const fitSms = (text: string): string => {
  const fits = (candidate: string): boolean => smsUnits(candidate).used <= smsUnits(candidate).limit
  if (fits(text)) return text
  // Made only when it is needed: it costs 10 ms of a cold start.
  const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
  const pieces = [...graphemes.segment(text)].map(({ segment }) => segment)
  let low = 0
  let high = pieces.length
  // A cut can also turn UCS-2 into GSM-7 and so make room, hence the search for the longest prefix of either kind.
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (fits(`${pieces.slice(0, middle).join('')}..`)) low = middle
    else high = middle - 1
  }
  return `${pieces.slice(0, low).join('').trimEnd()}..`
}
