import { jest } from '@jest/globals'
import * as fc from 'fast-check'
import { fitSms, smsUnits } from '../../functions/alerts/sms.ts'

// A second each on a quiet machine.
jest.setTimeout(30_000)

const plain = 'abcXYZ019 @£$éèùÇØøÅåΔΩÆßÉ!"#%&\n^{}[]~|€\\'
const other = ['한', '글', '’', '😀', '👨‍👩‍👧', '🇰🇷', 'e\u0301', '각', '\u200d', '\t']
const texts = fc.oneof(
  fc.string({ unit: fc.constantFrom(...plain), maxLength: 400 }),
  fc.string({ unit: fc.constantFrom(...plain, ...other), maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.string({ unit: 'binary', maxLength: 300 }),
)
const graphemesOf = (text: string): string[] =>
  [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)].map(({ segment }) => segment)
const fits = (text: string): boolean => smsUnits(text).used <= smsUnits(text).limit

/** The longest prefix of whole characters that still fits with its mark, found by trying them all. */
const slowFit = (text: string): string => {
  if (fits(text)) return text
  const pieces = graphemesOf(text)
  for (let count = pieces.length; count > 0; count -= 1)
    if (fits(`${pieces.slice(0, count).join('')}..`)) return `${pieces.slice(0, count).join('').trimEnd()}..`
  return '..'
}

const check = (holds: (text: string) => void): void => fc.assert(fc.property(texts, holds), { numRuns: 1_000 })

describe('a text message', () => {
  test('always fits into one', () => {
    check((text) => expect(fits(fitSms(text))).toBe(true))
  })

  test('that fits is not changed, and one that was cut is not cut again', () => {
    check((text) => {
      if (fits(text)) expect(fitSms(text)).toBe(text)
      expect(fitSms(fitSms(text))).toBe(fitSms(text))
    })
  })

  test('is cut between characters as people see them, never within', () => {
    check((text) => {
      const fitted = fitSms(text)
      if (fitted === text) return
      const kept = graphemesOf(fitted.slice(0, -2))
      expect(graphemesOf(text).slice(0, kept.length)).toEqual(kept)
      if (text.isWellFormed()) expect(fitted.isWellFormed()).toBe(true)
    })
  })

  test('keeps as much as there is room for', () => {
    check((text) => expect(fitSms(text)).toBe(slowFit(text)))
  })
})
