/** What begins a control sequence (CSI), and what begins a string that a terminal shows nothing of (OSC, DCS, SOS, PM, APC): after ESC, or alone. */
const csi = { afterEscape: '[', alone: '\u009b' } as const
const strings = { afterEscape: ']PX^_', alone: '\u009d\u0090\u0098\u009e\u009f' } as const

const [esc, bell, terminator] = ['\u001b', '\u0007', '\u009c']

const isFrom = (character: string, first: string, last: string): boolean => character >= first && character <= last

const mayBegin = (character: string): boolean => character === esc || isFrom(character, '\u0080', '\u009f')

/** The end of a run of characters from one to another. */
const pass = (text: string, from: number, first: string, last: string): number => {
  let at = from
  while (at < text.length && isFrom(text.charAt(at), first, last)) at += 1
  return at
}

/** The end of what ends with one character from some on, after others. @returns nothing where it does not end so */
const endWith = (text: string, at: number, first: string): number | undefined =>
  at < text.length && isFrom(text.charAt(at), first, '~') ? at + 1 : undefined

/** The end of a string: BEL, ST in either form. One that another sequence breaks off, or that never ends, has none. */
const endOfString = (text: string, from: number): number | undefined => {
  for (let at = from; at < text.length; at += 1) {
    const character = text.charAt(at)
    if (character === bell || character === terminator) return at + 1
    if (character === esc) return text.charAt(at + 1) === '\\' ? at + 2 : undefined
    if (mayBegin(character)) return undefined
  }
  return undefined
}

/** The end of the sequence that begins at a place. @returns nothing where none does, or it is not whole */
const endOfSequence = (text: string, at: number): number | undefined => {
  const [first, second] = [text.charAt(at), text.charAt(at + 1)]
  const from = first === esc ? at + 2 : at + 1
  const begins = (sort: { readonly afterEscape: string; readonly alone: string }): boolean =>
    first === esc ? second !== '' && sort.afterEscape.includes(second) : sort.alone.includes(first)
  if (begins(csi)) return endWith(text, pass(text, pass(text, from, '0', '?'), ' ', '/'), '@')
  if (begins(strings)) return endOfString(text, from)
  return first === esc ? endWith(text, pass(text, at + 1, ' ', '/'), '0') : undefined
}

/**
 * A text without the escape sequences of ECMA-48: colours, moves of the cursor, titles, links, what is meant for devices. One that is not whole stays:
 * what is shown on a terminal has its control characters replaced besides. It looks at each character twice at most, whatever a job writes, where
 * Node's `stripVTControlCharacters` takes minutes for some texts.
 * https://ecma-international.org/publications-and-standards/standards/ecma-48/
 */
export const withoutEscapes = (text: string): string => {
  // Most texts have none.
  if (!/\p{Cc}/u.test(text)) return text
  const kept: string[] = []
  let from = 0
  let at = 0
  while (at < text.length) {
    const end = mayBegin(text.charAt(at)) ? endOfSequence(text, at) : undefined
    if (end === undefined) {
      at += 1
      continue
    }
    kept.push(text.slice(from, at))
    from = end
    at = end
  }
  kept.push(text.slice(from))
  return kept.join('')
}
