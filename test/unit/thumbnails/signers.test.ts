import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../../../local/places.ts'
import { parsePicture } from '../../../shared/thumbnails/picture.ts'
import { signAddress, verifyAddress } from '../../../shared/thumbnails/signed-address.ts'
import { oddKeys, unaskableKeys } from './odd-keys.ts'

const page = readFileSync(join(projectRoot, 'docs/thumbnails.md'), 'utf8')
const section = page.slice(page.indexOf('### Signing'), page.indexOf('### What happens'))
const secret = /With the secret `([^`]+)`/.exec(section)?.[1] ?? ''
const codeIn = (language: string): string => new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(section)?.[1] ?? ''

/** The rows of the page's table: a key, what is asked for, and the path. */
const vectors = [...section.matchAll(/^\| `(.+?)` \| `(w|h)(=.+?)` \| `(\/.+)` \|$/gm)].map(
  ([, key = '', first, rest, path = '']) => {
    const options = `${first}${rest}`.split(',').map((each) => each.split('=') as [string, string])
    const { exp, ...asked } = Object.fromEntries(options)
    return { key, asked, expires: exp === undefined ? undefined : Number(exp), path }
  },
)
const odd = oddKeys.map((key, index) => {
  const cut = index % 2 === 0 ? ({ fit: 'cover', position: '0.3:0.7' } as const) : ({ fit: 'inside' } as const)
  const asked = { w: `${index + 1}`, h: '300', format: 'auto', ...cut }
  const expires = index % 3 === 0 ? 1_796_000_000 + index : undefined
  const picture = { width: index + 1, height: 300, format: 'auto', ...cut } as const
  return { key, asked, expires, path: signAddress({ ...picture, key, expires }, secret) }
})
const all = [...vectors, ...odd]
const paths = all.map(({ path }) => path)

/** What a program prints that signs every vector which it reads as JSON. */
const printed = (command: string, args: readonly string[]): unknown => {
  const input = JSON.stringify({ secret, vectors: all })
  const { stdout, stderr } = spawnSync(command, [...args], { input, encoding: 'utf8' })
  expect(stderr).toBe('')
  return JSON.parse(stdout)
}

test('the page has vectors, and signers of at most twenty lines', () => {
  expect(vectors).toHaveLength(6)
  for (const language of ['js', 'python', 'go']) {
    const lines = codeIn(language)
      .trim()
      .split('\n')
      .filter((line) => line.trim() !== '')
    expect(lines.length).toBeGreaterThan(5)
    expect(lines.length).toBeLessThanOrEqual(20)
  }
})

test('Nightshift signs as the page says', () => {
  const signed = vectors.map(({ key, asked, expires }) => {
    const options = Object.entries(asked).map(([name, value]) => `${name}=${value}`)
    return signAddress({ ...parsePicture(options.join(',')), key, expires }, secret)
  })
  expect(signed).toEqual(vectors.map(({ path }) => path))
})

test('an address of any key leads back to it, and there is none where browsers would change it', () => {
  const now = new Date('2026-11-30T00:00:00Z')
  for (const { key, path } of odd) {
    expect(verifyAddress(path, [secret], now)).toMatchObject({ key })
    expect(new URL(`https://pictures.example/@${path}`).pathname).toBe(`/@${path}`)
  }
  for (const key of unaskableKeys) expect(() => signAddress({ key, width: 1 }, secret)).toThrow(/a key has no/)
})

test('so does the signer for Node', () => {
  const program = `${codeIn('js')}
import { readFileSync } from 'node:fs'
const { secret, vectors } = JSON.parse(readFileSync(0, 'utf8'))
console.log(JSON.stringify(vectors.map(({ key, asked, expires }) => sign(secret, asked, key, expires))))`
  expect(printed(process.execPath, ['--input-type=module', '--eval', program])).toEqual(paths)
})

test('so does the signer for Python', () => {
  const program = `${codeIn('python')}
import json, sys
given = json.load(sys.stdin)
print(json.dumps([sign(given['secret'], each['asked'], each['key'], each.get('expires')) for each in given['vectors']]))`
  expect(printed('python3', ['-c', program])).toEqual(paths)
})
