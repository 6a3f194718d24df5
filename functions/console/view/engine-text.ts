import type { Language } from '../../../shared/language.ts'
import { sayInKorean } from './words/engine/pattern.ts'
import { patterns } from './words/engine/patterns.ts'
import { sentences } from './words/engine/sentences.ts'

// The longest first: a sentence may begin like another.
const known = Object.entries(sentences).sort(([one], [other]) => other.length - one.length)

/**
 * What an engine has written into a record, in the reader's language: its frequent sentences. Records are in English, so that they say the same in
 * the terminal and to tools; what has no translation here, such as words of AWS or of a program, stays as it is.
 */
export const engineText = (language: Language, text: string): string => {
  if (language === 'en') return text
  const replaced = known.reduce((all, [english, own]) => all.replaceAll(english, () => own), text)
  return sayInKorean(patterns, replaced)
}
