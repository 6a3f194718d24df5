import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { projectRoot } from '../../local/places.ts'
import { exceptions } from './exceptions.ts'
import { type Mutation, mutationsIn } from './mutations.ts'
import { sampleOf } from './sample.ts'

// npm run mutate -- jobs/rules/due [--sample 20] [--seed 1]
// npm run mutate -- jobs/rules/due.ts:62
// Makes small changes to the rules whose path holds the word (and line), one at a time and in memory, and runs the unit, property and
// fault suites that depend on the file. What no test notices is printed. It takes hours for a whole room: take a sample.

/** The rooms of rules: what decides, without a clock, an SDK or the environment. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  alerts: ['functions/alerts/rules/**/*.ts'],
  jobs: ['functions/jobs/rules/**/*.ts', 'functions/jobs/engine/missed.ts'],
  thumbnails: [
    'functions/thumbnails/rules/**/*.ts',
    'functions/thumbnails/inspect/**/*.ts',
    'functions/thumbnails/engine/answer.ts',
  ],
  lifecycle: ['functions/lifecycle/rules/**/*.ts', 'shared/lifecycle/**/*.ts'],
  metrics: ['shared/metrics/**/*.ts', 'functions/metrics/rules/**/*.ts'],
  shared: ['shared/on-call/**/*.ts', 'shared/schedule/**/*.ts', 'shared/jobs/**/*.ts', 'shared/*.ts'],
}

/** A share of the changes of a room that must be noticed. */
const mark = 0.92
/** Seconds beyond four times what the tests take unchanged, after which a change is taken for an endless loop. */
const patience = 30

interface Candidate extends Mutation {
  readonly room: string
  readonly file: string
  readonly code: string
}

/** @param word a room, or a part of a path, with `:` and a line behind it or not */
const isMeant = (word: string, { room, file, line }: Pick<Candidate, 'room' | 'file' | 'line'>): boolean => {
  const [part = '', number] = word.split(':')
  return (room === part || file.includes(part)) && (number === undefined || Number(number) === line)
}

const candidates = (words: readonly string[]): Candidate[] =>
  Object.entries(rooms).flatMap(([room, patterns]) =>
    globSync([...patterns], { cwd: projectRoot })
      .sort()
      .flatMap((file) => {
        const source = readFileSync(join(projectRoot, file), 'utf8')
        const lines = source.split('\n')
        const all = mutationsIn(source).map((each) => ({
          ...each,
          room,
          file,
          code: lines[each.line - 1]?.trim() ?? '',
        }))
        return all.filter((each) => words.length === 0 || words.some((word) => isMeant(word, each)))
      }),
  )

const jest = join(projectRoot, 'node_modules', 'jest', 'bin', 'jest.js')

const config = (): string => {
  const { transform, ...rest } = JSON.parse(readFileSync(join(projectRoot, 'jest.config.json'), 'utf8'))
  const [, options] = transform['\\.ts$']
  return JSON.stringify({
    ...rest,
    rootDir: projectRoot,
    testMatch: ['unit', 'property', 'fault'].map((suite) => `<rootDir>/test/${suite}/**/*.test.ts`),
    transform: { '\\.ts$': ['<rootDir>/test/mutation/transform.cjs', options] },
  })
}

/** Whether the suites that depend on a file pass; nothing where they do not end in time. */
const pass = async (file: string, seconds: number, mutation?: Mutation): Promise<boolean | undefined> => {
  const mutant = mutation ? JSON.stringify({ ...mutation, path: join(projectRoot, file) }) : 'null'
  const args = ['--config', config(), '--bail', '--silent', '--maxWorkers=2', '--findRelatedTests', file]
  const child = spawn('nice', ['-n', '19', process.execPath, jest, ...args], {
    cwd: projectRoot,
    // A group of its own, so that its workers end with it.
    detached: true,
    stdio: 'ignore',
    env: {
      ...process.env,
      NIGHTSHIFT_MUTANT: mutant,
      NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning',
      POWERTOOLS_LOG_LEVEL: 'SILENT',
    },
  })
  let late = false
  const timer = setTimeout(() => {
    late = true
    if (child.pid) process.kill(-child.pid, 'SIGKILL')
  }, seconds * 1000)
  const [code] = await once(child, 'close')
  clearTimeout(timer)
  return late ? undefined : code === 0
}

const reasonFor = ({ file, code, name }: Candidate): string | undefined =>
  exceptions.find((each) => each.file === file && each.code === code && each.name === name)?.reason

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { sample: { type: 'string' }, seed: { type: 'string', default: '1' } },
})
const all = candidates(positionals)
const counted = all.filter((each) => reasonFor(each) === undefined)
const sample = sampleOf(counted, Number(values.sample ?? counted.length), Number(values.seed))
console.log(
  `${sample.length} of ${counted.length} changes; ${all.length - counted.length} cannot matter (test/mutation/exceptions.ts)`,
)
if (spawnSync('nice', ['-n', '19', 'true']).status !== 0) throw new Error('The command nice is missing')

const results = new Map<string, { noticed: number; missed: number }>()
const unchanged = new Map<string, number>()
for (const each of sample) {
  const { file, line, name, code, room } = each
  if (!unchanged.has(file)) {
    const begun = performance.now()
    if (!(await pass(file, 1_800))) throw new Error(`The suites of ${file} fail without any change`)
    unchanged.set(file, (performance.now() - begun) / 1000)
  }
  const survived = await pass(file, patience + 4 * (unchanged.get(file) ?? 0), each)
  const result = results.get(room) ?? { noticed: 0, missed: 0 }
  if (survived) result.missed += 1
  else result.noticed += 1
  results.set(room, result)
  if (survived) console.log(`not noticed: ${file}:${line}  ${name}  ${code}`)
}
for (const [room, { noticed, missed }] of results) {
  const share = noticed / (noticed + missed)
  console.log(
    `${room}: ${noticed} of ${noticed + missed} noticed, ${(100 * share).toFixed(1)} % (mark ${100 * mark} %)`,
  )
  if (share < mark) process.exitCode = 1
}
