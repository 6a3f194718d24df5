import { fitSms, smsUnits } from '../../../functions/alerts/sms.ts'

describe('what a text takes of a message', () => {
  test.each([
    ['', 0, 160],
    ['ALARM checkout-errors: 5 > 3', 28, 160],
    ['@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ', 31, 160],
    ['^{}\\[~]|€', 18, 160],
    ['한', 1, 70],
    ['a한', 2, 70],
    ['😀', 2, 70],
    ['`', 1, 70],
    ['’', 1, 70],
    ['ç', 1, 70],
    ['\t', 1, 70],
  ])('%j: %i of %i', (text, used, limit) => {
    expect(smsUnits(text)).toEqual({ used, limit })
  })
})

describe('a text is cut to one message', () => {
  test.each([
    ['x'.repeat(160), 'x'.repeat(160)],
    ['x'.repeat(161), `${'x'.repeat(158)}..`],
    ['€'.repeat(80), '€'.repeat(80)],
    ['€'.repeat(81), `${'€'.repeat(79)}..`],
    ['한'.repeat(70), '한'.repeat(70)],
    ['한'.repeat(71), `${'한'.repeat(68)}..`],
    ['😀'.repeat(36), `${'😀'.repeat(34)}..`],
    ['👨‍👩‍👧'.repeat(10), `${'👨‍👩‍👧'.repeat(8)}..`],
    // Cut before the emoji, it is plain again and has 160 characters.
    [`${'x'.repeat(150)}😀`, `${'x'.repeat(150)}..`],
    [`${'x'.repeat(100)} 한`, `${'x'.repeat(100)}..`],
  ])('%j', (text, fitted) => {
    expect(fitSms(text)).toBe(fitted)
  })
})
