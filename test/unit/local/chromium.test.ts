import { findChromium } from '../../../local/browser/chromium.ts'
import { fontConfig } from '../../../local/browser/fonts.ts'

describe('the Chromium to use', () => {
  test.each(['CHROMIUM_PATH', 'CHROME_PATH'])(
    'the one that %s names and no other: what does not start is said',
    async (name) => {
      const found = await findChromium({ ...process.env, [name]: '/nowhere/chromium' })
      expect(found).toEqual({ missing: expect.stringMatching(/\/nowhere\/chromium.*set CHROMIUM_PATH/) })
    },
  )

  test('a program that is no browser is none', async () => {
    expect(await findChromium({ CHROMIUM_PATH: process.execPath })).toEqual({
      missing: expect.stringContaining('no Chromium starts here'),
    })
  })
})

test('letters are found without root: Hangul of a package, and where Chromium was unpacked', () => {
  const text = fontConfig('/cache/a & b')
  expect(text).toContain('node_modules/@expo-google-fonts/nanum-gothic</dir>')
  expect(text).toContain('<dir>/cache/a &amp; b/fonts</dir>')
  expect(text).toContain('<family>monospace</family>')
})
