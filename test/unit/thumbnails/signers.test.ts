import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../../../local/places.ts'
import { parsePicture } from '../../../shared/thumbnails/picture.ts'
import { signAddress } from '../../../shared/thumbnails/signed-address.ts'

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
const paths = vectors.map(({ path }) => path)

/** What a program prints that signs every vector which it reads as JSON. */
const printed = (command: string, args: readonly string[]): unknown => {
  const input = JSON.stringify({ secret, vectors })
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
  expect(signed).toEqual(paths)
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
