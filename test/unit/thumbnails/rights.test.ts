import { rightsOf } from '../../../functions/thumbnails/decode/rights.ts'

/** EXIF with one directory of texts, by tag. */
const exifOf = (texts: Readonly<Record<number, string>>): Buffer => {
  const entries = Object.entries(texts).map(([tag, text]) => ({ tag: Number(tag), text: Buffer.from(`${text}\0`) }))
  const head = Buffer.from('Exif\0\0MM\0*\0\0\0\x08', 'latin1')
  const directory = Buffer.alloc(2 + entries.length * 12 + 4)
  directory.writeUInt16BE(entries.length)
  let at = 8 + directory.length
  for (const [index, { tag, text }] of entries.entries()) {
    const entry = directory.subarray(2 + index * 12)
    entry.writeUInt16BE(tag, 0)
    entry.writeUInt16BE(2, 2)
    entry.writeUInt32BE(text.length, 4)
    if (text.length <= 4) text.copy(entry, 8)
    else entry.writeUInt32BE(at, 8)
    at += text.length <= 4 ? 0 : text.length
  }
  return Buffer.concat([head, directory, ...entries.map(({ text }) => text).filter(({ length }) => length > 4)])
}

const iptcOf = (...records: readonly (readonly [number, string])[]): Buffer =>
  Buffer.concat(
    records.flatMap(([number, text]) => {
      const bytes = Buffer.from(text)
      return [Buffer.from([0x1c, 2, number, bytes.length >> 8, bytes.length & 255]), bytes]
    }),
  )

test('EXIF tells artist and copyright, in whatever script, and short texts too', () => {
  expect(rightsOf({ exif: exifOf({ 271: 'Camera', 315: '사진가', 33432: '© 2026' }) })).toEqual({
    Artist: '사진가',
    Copyright: '© 2026',
  })
  expect(rightsOf({ exif: exifOf({ 33432: 'Ada' }) })).toEqual({ Copyright: 'Ada' })
})

test('IPTC tells them where EXIF does not, and EXIF goes before', () => {
  const iptc = iptcOf([80, 'Mina'], [116, 'of Mina'])
  expect(rightsOf({ iptc })).toEqual({ Artist: 'Mina', Copyright: 'of Mina' })
  expect(rightsOf({ iptc, exif: exifOf({ 33432: 'of Ada' }) })).toEqual({ Artist: 'Mina', Copyright: 'of Ada' })
})

test('a text that is too long is cut', () =>
  expect(rightsOf({ exif: exifOf({ 33432: 'x'.repeat(9000) }) })?.Copyright).toHaveLength(500))

test('where nobody says anything, there is nothing to keep', () =>
  expect(
    rightsOf({ exif: exifOf({ 271: 'Camera' }), iptc: iptcOf([5, 'title']), xmpAsString: '<x/>' }),
  ).toBeUndefined())

test('nonsense is nothing', () => {
  const whole = exifOf({ 315: 'Mina Meyer', 33432: 'of Mina Meyer' })
  for (let length = 0; length < whole.length; length += 1)
    expect(() => rightsOf({ exif: whole.subarray(0, length), iptc: whole.subarray(0, length) })).not.toThrow()
  for (let at = 0; at < whole.length; at += 1) {
    const wrong = Buffer.from(whole)
    wrong[at] = 0xff
    expect(() => rightsOf({ exif: wrong, iptc: wrong, xmpAsString: wrong.toString('latin1') })).not.toThrow()
  }
})
