import { redact } from '../../../shared/log.ts'

describe('redact', () => {
  test.each([
    ['Invalid parameter: PhoneNumber +12025550101 is opted out', 'Invalid parameter: PhoneNumber +… is opted out'],
    ['+1 202-555-0101', '+…'],
    ['+1 (202) 555.0101!', '+…!'],
    ['PhoneNumber=%2B12025550101&x', 'PhoneNumber=+…&x'],
    ['Address not verified: <mina@corner-shop.example>', 'Address not verified: <…@…>'],
    ['mina.kim+night@mail.corner-shop.example, joon@corner-shop.example', '…@…, …@…'],
    ['미나@쇼핑.한국 bounced', '…@… bounced'],
  ])('%s', (text, safe) => {
    expect(redact(text)).toBe(safe)
  })

  test.each([
    ['Threshold Crossed: 1 datapoint [5.0 (21/11/26 02:25:00)] was greater than the threshold (1.0).'],
    ['2026-11-21T02:30:00.123+0000'],
    ['arn:aws:sns:ap-northeast-2:123456789012:shop-alarms'],
    ['corner-shop-web@sha256:0123456789abcdef'],
    ['5 + 5 = 10, a @ b'],
  ])('leaves as it is: %s', (text) => {
    expect(redact(text)).toBe(text)
  })

  test('is quick on long texts without spaces', () => {
    const before = performance.now()
    redact('a'.repeat(200_000))
    redact(`${'a'.repeat(100_000)}@${'b'.repeat(100_000)}`)
    redact('+1'.repeat(100_000))
    expect(performance.now() - before).toBeLessThan(1_500)
  })
})
