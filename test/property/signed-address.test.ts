import fc from 'fast-check'
import { dotSegment } from '../../shared/config/thumbnails/key-template.ts'
import { type AskedPicture, normalForm, parsePicture } from '../../shared/thumbnails/picture.ts'
import { signAddress, verifyAddress } from '../../shared/thumbnails/signed-address.ts'

const secret = 'a secret of the property test'
const now = new Date('2026-11-30T00:00:00Z')

const key = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom('/', '.', '%', '+', ' ', '사', '📷', ','),
      fc.string({ unit: 'binary', maxLength: 1 }),
    ),
    minLength: 1,
    maxLength: 60,
  })
  .filter((text) => text !== '' && text.isWellFormed() && !text.includes('\0') && !dotSegment.test(text))
const side = fc.integer({ min: 1, max: 4_000 })
const picture: fc.Arbitrary<AskedPicture> = fc
  .record(
    {
      width: side,
      height: side,
      fit: fc.constantFrom('inside', 'cover', 'contain'),
      format: fc.constantFrom('webp', 'jpeg', 'avif', 'png', 'auto'),
      quality: fc.integer({ min: 1, max: 100 }),
      background: fc.constantFrom('#FFFFFF', '00aaFF'),
    },
    { requiredKeys: ['width', 'height'] },
  )
  .chain((asked) =>
    fc
      .option(fc.constantFrom('attention', 'centre', '0.3:0.7', '0.30:1.0'), { nil: undefined })
      .map((position) => (asked.fit === 'cover' && position !== undefined ? { ...asked, position } : asked)),
  )
const expires = fc.option(fc.integer({ min: 1_800_000_000, max: 9_999_999_999 }), { nil: undefined })

test('any key and options come back, whatever they are', () => {
  fc.assert(
    fc.property(key, picture, expires, (original, asked, until) => {
      const path = signAddress({ ...asked, key: original, expires: until }, secret)
      const form = normalForm(asked)
      expect(new URL(`https://pictures.example${path}`).pathname).toBe(path)
      expect(verifyAddress(path, [secret], now)).toEqual({
        key: original,
        picture: parsePicture(form),
        form,
        ...(until === undefined ? {} : { expires: until }),
      })
    }),
    { numRuns: 200 },
  )
})

test('any other byte of an address is refused', () => {
  fc.assert(
    fc.property(key, picture, expires, fc.nat(), fc.integer({ min: 1, max: 255 }), (original, asked, until, at, by) => {
      const bytes = Buffer.from(signAddress({ ...asked, key: original, expires: until }, secret), 'latin1')
      const place = at % bytes.length
      bytes[place] = ((bytes[place] ?? 0) + by) % 256
      expect(verifyAddress(bytes.toString('latin1'), [secret], now)).toHaveProperty('cause')
    }),
    { numRuns: 200 },
  )
})

test('options in any order are one picture', () => {
  fc.assert(
    fc.property(
      picture.chain((asked) =>
        fc.tuple(
          fc.constant(asked),
          fc.shuffledSubarray(normalForm(asked).split(','), { minLength: normalForm(asked).split(',').length }),
        ),
      ),
      ([asked, parts]) => {
        const form = normalForm(parsePicture(parts.join(',')))
        expect(form).toBe(normalForm(asked))
        expect(normalForm(parsePicture(form))).toBe(form)
      },
    ),
    { numRuns: 200 },
  )
})
