import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { projectRoot } from '../../../local/places.ts'
import { defineConfig, own, parseConfig } from '../../../shared/config/define-config.ts'
import { faultOfCall, nightshiftCalls, unknownAwsCalls } from '../../structure/commands.ts'

const read = (file: string): string => readFileSync(join(projectRoot, file), 'utf8')
const pages = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/**/*.md', { cwd: projectRoot })]
/** Where findings and errors name commands. */
const sources = globSync('{api,cli,functions,infra,local,shared}/**/*.ts', { cwd: projectRoot })

/** The command line as cli/main.ts makes it, which runs as soon as it is loaded. */
const program = await (async () => {
  const made = new Command('nightshift')
  for (const [, name = '', file = ''] of read('cli/main.ts').matchAll(
    /import \{ (register\w+) \} from '\.\/([\w-]+\.ts)'/g,
  )) {
    const { [name]: register } = await import(join(projectRoot, 'cli', file))
    register(made)
  }
  return made
})()

test('every noun is registered', () => {
  expect(program.commands.map((each) => each.name())).toEqual(
    expect.arrayContaining(['status', 'doctor', 'jobs', 'queues']),
  )
  expect(program.commands.length).toBeGreaterThan(10)
})

describe('every command of ours that a page names is there, with its options', () => {
  test.each(pages)('%s', (page) => {
    const faults = nightshiftCalls(read(page)).flatMap((words) => {
      const fault = faultOfCall(program, words)
      return fault === undefined ? [] : [`${words.join(' ')}: ${fault}`]
    })
    expect(faults).toEqual([])
  })

  test('in many places', () => {
    expect(pages.flatMap((page) => nightshiftCalls(read(page))).length).toBeGreaterThan(50)
  })

  const [, table = ''] = /\| command \| what it answers or does \|\n([\s\S]*?)\n\n/.exec(read('README.md')) ?? []

  test.each(program.commands.map((noun) => [noun.name(), noun] as const))(
    'and each verb of %s is in the table of the README',
    (name, noun) => {
      const rows = [...table.matchAll(/^\| (`(?:\\\||[^|])*)/gm)].map(([, cell = '']) => cell)
      const words = rows.filter((cell) => cell.startsWith(`\`${name}`)).flatMap((cell) => cell.match(/[a-z-]+/g) ?? [])
      expect([name, ...noun.commands.map((verb) => verb.name())].filter((word) => !words.includes(word))).toEqual([])
    },
  )

  test('and in the table of the README', () => {
    const nouns = [...table.matchAll(/^\| `([a-z-]+)/gm)].map(([, noun = '']) => noun)
    expect(nouns.length).toBeGreaterThan(15)
    expect(nouns.filter((noun) => !program.commands.some((each) => each.name() === noun))).toEqual([])
  })
})

test.each([
  ['npm run -s nightshift -- jobs rum NAME', 'jobs has no rum'],
  ['`npm run -s nightshift -- runs --since 7d --stat failed`', 'runs has no --stat'],
  ['npm run -s nightshift -- stauts     looks', 'nightshift has no stauts'],
  ['npm run -s nightshift -- jobs run NAME --dry', undefined],
  ['npm run -s nightshift -- jobs run hello -- sh -c --anything', undefined],
  ['npm run -s nightshift -- alerts drill --wait 300', undefined],
])('%s: %s', (text, fault) => {
  expect(nightshiftCalls(text).map((words) => faultOfCall(program, words))).toEqual([fault])
})

describe('every call of the AWS CLI that a page or a finding names is there', () => {
  test.each(pages)('%s', (page) => expect(unknownAwsCalls(read(page))).toEqual([]))

  test('in the sources', () => {
    expect(sources.flatMap((file) => unknownAwsCalls(read(file)).map((call) => `${file}: ${call}`))).toEqual([])
    expect(sources.length).toBeGreaterThan(300)
  })
})

test('a call that the AWS CLI does not have is seen', () => {
  expect(unknownAwsCalls('aws sns opt-in-phone --x\n`aws s3 cp a b`, aws iam get-role; aws nothing get-it')).toEqual([
    'aws sns opt-in-phone',
    'aws nothing get-it',
  ])
})

describe('the first deployment', () => {
  const page = read('docs/first-deployment.md')

  it('shows a config that holds', () => {
    const [, block = ''] = /```ts\n(import \{ defineConfig[\s\S]*?)```/.exec(page) ?? []
    const body = block.replace(/^import .*$/m, '').replace('export const config =', 'return')
    const config = new Function('defineConfig', 'own', body)(defineConfig, own)
    expect(parseConfig(config, new Date('2026-11-30T00:00:00Z'))).toMatchObject({
      name: 'trial',
      estate: { network: { nat: 'none' } },
    })
  })

  it('takes half an hour', () => {
    const minutes = [...page.matchAll(/^\| \[\d+\]\([^)]*\) \|[^|]*\| (\d+) \|$/gm)].map(([, each]) => Number(each))
    expect(minutes.length).toBe(10)
    expect(minutes.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(35)
  })

  it('names checks that the doctor has', async () => {
    const { contributions } = await import('../../../api/doctor/index.ts')
    const names = ['credentials', ...contributions.flat().map(({ name }) => name)]
    const named = ['docs/first-deployment.md', 'docs/operations.md'].flatMap((file) => {
      const [, table = ''] = /\n\| check \| (?:in a new account|looks at) \|.*\n((?:\|.*\n)+)/.exec(read(file)) ?? []
      return [...table.matchAll(/^\| ([^|]*)\|/gm)].flatMap(([, cell = '']) =>
        [...cell.matchAll(/`([a-z-]+)`/g)].map(([, name = '']) => name),
      )
    })
    expect(named.length).toBeGreaterThan(20)
    expect(named.filter((name) => !names.includes(name))).toEqual([])
    const all = named.join(' ')
    expect(names.filter((name) => !name.endsWith('-recursion') && !all.includes(name))).toEqual([])
  })

  it('is what the README says in its first screen: that it has never run on AWS', () => {
    const [screen = ''] = read('README.md').split('\n## ')
    expect(screen).toMatch(/never been deployed to a real account/)
    expect(screen).toContain('(docs/first-deployment.md)')
    expect(screen).toContain('(docs/security.md#what-the-emulator-cannot-prove)')
  })

  it('proves what only an account can: each item of that list says by which step', () => {
    const [, list = ''] = read('docs/security.md').split('## What only an account can prove')
    const rows = [...list.matchAll(/^\| (\d+) \|([^\n]*)\|$/gm)]
    expect(rows.map(([, number]) => Number(number))).toEqual(rows.map((_, index) => index + 1))
    expect(rows.length).toBeGreaterThan(10)
    const steps = [...list.matchAll(/first-deployment\.md#(\d+)-/g)].map(([, step]) => Number(step))
    expect([...new Set(steps)].sort((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10])
  })
})
