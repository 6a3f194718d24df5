import { normalForm, parsePicture } from '../../../shared/thumbnails/picture.ts'
import { encodeKey, signAddress, verifyAddress } from '../../../shared/thumbnails/signed-address.ts'

const secret = 'corner-shop-example-secret-do-not-use'
const now = new Date('2026-11-30T00:00:00Z')
const expires = 1_796_000_000

describe('a picture has one spelling', () => {
  test.each([
    ['w=480,h=320,fit=cover', 'w=480,h=320,fit=cover'],
    ['fit=cover,h=320,w=480', 'w=480,h=320,fit=cover'],
    ['h=320', 'h=320'],
    ['fit=inside,w=480', 'w=480'],
    ['position=attention,fit=cover,h=1,w=2', 'w=2,h=1,fit=cover,position=attention'],
    ['w=2,h=1,fit=cover,position=0.30:1.0', 'w=2,h=1,fit=cover,position=0.3:1'],
    ['w=2,h=1,fit=cover,position=0.0001:0', 'w=2,h=1,fit=cover,position=0.0001:0'],
    ['background=#FFEEDD,quality=70,format=jpeg,w=1', 'w=1,format=jpeg,quality=70,background=ffeedd'],
  ])('%s is %s', (written, form) => expect(normalForm(parsePicture(written))).toBe(form))

  test.each([
    ['', /an option is one of w, h/],
    ['fit=cover', /w, h or both/],
    ['w=0', /"w=0".*from 1 to 16383/],
    ['w=016', /from 1 to 16383/],
    ['w=16384', /from 1 to 16383/],
    ['w=4.5', /whole number/],
    ['w=+5', /whole number/],
    ['w=480,w=480', /w stands once/],
    ['w=480,fit=cover', /need w and h/],
    ['w=5000,h=5000,fit=contain', /16 million/],
    ['w=480,quality=101', /from 1 to 100/],
    ['w=480,format=gif', /webp, jpeg, avif, png/],
    ['w=480,background=red', /six digits/],
    ['w=480,position=centre', /needs fit=cover/],
    ['w=2,h=1,fit=contain,position=centre', /needs fit=cover/],
    ['w=2,h=1,fit=cover,position=north', /position is centre/],
    ['w=2,h=1,fit=cover,position=0.3', /position is centre/],
    ['w=2,h=1,fit=cover,position=0.3:1.1', /position is centre/],
    ['w=2,h=1,fit=cover,position=-0:.5', /position is centre/],
    ['w=2,h=1,fit=cover,position=1e-3:0', /position is centre/],
    ['w=2,h=1,fit=cover,position=0.12345:0', /position is centre/],
    ['w=480,dpr=2', /an option is one of/],
    ['w=480,', /an option is one of/],
    ['w=480,toString=1', /an option is one of/],
  ])('%s is none', (written, message) => expect(() => parsePicture(written)).toThrow(message))
})

/** docs/thumbnails.md has the same table; test/unit/thumbnails/signers.test.ts holds its signers against it. */
describe('an address', () => {
  test.each([
    'photos/a.jpg',
    'photos/a+b 사진.jpg',
    "it's (1)!*~.jpg",
    'a%2Fb/100%.png',
    'q?x=1&y#z.jpg',
    '@corner-shop-photos/products/a.jpg',
    '<script>alert(1)</script>.jpg',
    'line\nbreak.jpg',
    'a//b',
    'k'.repeat(1024),
  ])('of %j leads back to it', (key) => {
    const path = signAddress({ key, width: 480, height: 320, fit: 'cover', expires }, secret)
    expect(path).toMatch(/^[\w/.~,=%-]+$/)
    expect(verifyAddress(path, ['another-secret-of-the-team', secret], now)).toEqual({
      key,
      picture: { width: 480, height: 320, fit: 'cover' },
      form: 'w=480,h=320,fit=cover',
      expires,
    })
  })

  const good = signAddress({ key: 'photos/a b.jpg', width: 480, expires }, secret)
  const refusal = (path: string, secrets: readonly string[] = [secret], at = now) => verifyAddress(path, secrets, at)

  test.each([
    ['without a signature', good.replace(/,s=[^/]*/, ''), 403, 'unsigned'],
    ['with another signature', good.replace(/,s=./, ',s=_'), 403, 'wrong-signature'],
    ['with half a signature', good.replace(/,s=.{20}/, ',s='), 400, 'malformed'],
    ['of another size', good.replace('w=480', 'w=481'), 403, 'wrong-signature'],
    ['of another key', good.replace('a%20b', 'a%20c'), 403, 'wrong-signature'],
    ['with another expiry', good.replace('exp=17', 'exp=18'), 403, 'wrong-signature'],
    ['without its expiry', good.replace(/,exp=\d+/, ''), 403, 'wrong-signature'],
    ['with options in another order', good.replace('w=480', 'fit=inside,w=480'), 400, 'malformed'],
    ['with a plus for a space', good.replace('%20', '+'), 400, 'malformed'],
    ['encoded twice', good.replace('%20', '%2520'), 403, 'wrong-signature'],
    ['with small letters in its encoding', good.replace('photos/a', 'photos%2fa'), 400, 'malformed'],
    ['with an encoded slash', good.replace('photos/a', 'photos%2Fa'), 400, 'malformed'],
    ['with a letter encoded', good.replace('photos', '%70hotos'), 400, 'malformed'],
    ['that leads upwards', good.replace('photos', '..'), 400, 'malformed'],
    ['with an encoded way upwards', good.replace('photos', '%2E%2E'), 400, 'malformed'],
    ['with a zero byte', good.replace('%20', '%00'), 400, 'malformed'],
    ['that is not UTF-8', good.replace('%20', '%FF'), 400, 'malformed'],
    ['without a key', good.replace(/\/photos.*/, '/'), 400, 'malformed'],
    ['of a thumbnail', '/photos/a.jpg/small.webp', 400, 'malformed'],
    ['that is empty', '', 400, 'malformed'],
    ['without end', `/w=1/${'a'.repeat(5_000)}`, 400, 'malformed'],
  ])('%s is refused', (_, path, status, cause) => {
    const answer = refusal(path)
    expect(answer).toMatchObject({ status, cause })
    expect(JSON.stringify(answer)).not.toContain('photos')
  })

  test('is good until the second in which it expires', () => {
    const end = new Date(expires * 1000)
    expect(refusal(good, [secret], new Date(end.getTime() - 1))).toMatchObject({ key: 'photos/a b.jpg' })
    expect(refusal(good, [secret], end)).toMatchObject({ status: 403, cause: 'expired' })
  })

  test('is good with either of two secrets, and no short one signs or is believed', () => {
    expect(refusal(good, ['a-newer-secret-than-that', secret])).toHaveProperty('key')
    expect(refusal(good, ['a-newer-secret-than-that'])).toMatchObject({ cause: 'wrong-signature' })
    expect(() => signAddress({ key: 'a.jpg', width: 1 }, '')).toThrow(/at least 16/)
    expect(refusal(good, [])).toMatchObject({ cause: 'wrong-signature' })
  })

  test.each([
    [{ key: '', width: 1 }, /key of an original/],
    [{ key: 'a/../b', width: 1 }, /no part \. or \.\./],
    [{ key: 'a\0b', width: 1 }, /zero byte/],
    [{ key: '가'.repeat(342), width: 1 }, /at most 1024 bytes/],
    [{ key: 'half \ud800', width: 1 }, /UTF-8/],
    [{ key: 'a.jpg' }, /w, h or both/],
    [{ key: 'a.jpg', width: 1, expires: 1.5 }, /whole number of seconds/],
    [{ key: 'a.jpg', width: 1, expires: 1_796_000_000_000 }, /whole number of seconds/],
  ])('of %j cannot be made', (asked, message) => expect(() => signAddress(asked, secret)).toThrow(message))
})

test('a key is encoded as RFC 3986 has it', () =>
  expect(encodeKey("a/b c+d'(1)!*~_-.가")).toBe('a/b%20c%2Bd%27%281%29%21%2A~_-.%EA%B0%80'))
