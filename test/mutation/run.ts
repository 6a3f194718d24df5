import { once } from 'node:events'
import { globSync, readFileSync } from 'node:fs'
import { setPriority } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { projectRoot } from '../../local/places.ts'
import { exceptions } from './exceptions.ts'
import { type Mutation, mutationsIn } from './mutations.ts'
import type { Play, Played } from './player.ts'
import { sampleOf } from './sample.ts'
import { suiteFinder } from './suites.ts'

// npm run mutate -- jobs/rules [--sample 20] [--seed 1] [--nearest 10]
// npm run mutate -- jobs/rules/due.ts:62
// Makes small changes to the rules whose path holds the word (and line), one at a time and in memory, and runs the unit, property and
// fault suites that depend on the file, those first that import it, until one fails. What no test notices is printed. `--nearest`
// runs no more than so many suites: quicker, and it never notices more. `--sample` is the number of changes in each room.

/** The rooms of rules: what decides, without a clock, an SDK or the environment. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  'alerts/rules': ['functions/alerts/rules/**/*.ts'],
  'alerts/intake': ['functions/alerts/intake/**/*.ts'],
  'alerts/message': ['functions/alerts/message/**/*.ts'],
  'jobs/rules': ['functions/jobs/rules/**/*.ts', 'functions/jobs/engine/missed.ts'],
  'jobs/diagnosis': ['functions/jobs/diagnosis/**/*.ts'],
  'thumbnails/rules': ['functions/thumbnails/rules/**/*.ts', 'functions/thumbnails/engine/answer.ts'],
  'thumbnails/inspect': ['functions/thumbnails/inspect/**/*.ts'],
  'lifecycle/rules': ['functions/lifecycle/rules/**/*.ts'],
  'metrics/collectors': ['functions/metrics/collectors/**/*.ts'],
  'shared/metrics': ['shared/metrics/**/*.ts'],
  'shared/lifecycle': ['shared/lifecycle/**/*.ts'],
  'shared/on-call': ['shared/on-call/**/*.ts'],
  'shared/schedule': ['shared/schedule/**/*.ts'],
  'shared/jobs': ['shared/jobs/**/*.ts'],
  shared: ['shared/*.ts'],
}

/** A share of the changes of a room that must be noticed. */
const mark = 0.92
/** Seconds after which suites that have not ended are taken for an endless loop. */
const patience = 300

interface Candidate extends Mutation {
  readonly room: string
  readonly file: string
  readonly code: string
}

/** @param word a room, or a part of a path, with `:` and a line behind it or not */
const isMeant = (word: string, { room, file, line }: Pick<Candidate, 'room' | 'file' | 'line'>): boolean => {
  const [part = '', number] = word.split(':')
  return (rooms[part] ? room === part : file.includes(part)) && (number === undefined || Number(number) === line)
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

/** Plays suites in a thread of its own. @returns what came of each until the first failure; `late` where they do not end */
const play = async (data: Play, seconds: number): Promise<{ readonly played: Played[]; readonly ended: boolean }> => {
  const thread = new Worker(new URL('player.ts', import.meta.url), { workerData: data, stdout: true, stderr: true })
  const played: Played[] = []
  let ended = false
  thread.on('message', (message: Played | 'end') => {
    if (message === 'end') ended = true
    else played.push(message)
    if (ended) void thread.terminate()
  })
  // What is thrown beside a test fails the run, as it does in jest.
  thread.on('error', () => undefined)
  const timer = setTimeout(() => void thread.terminate(), seconds * 1000)
  await once(thread, 'exit')
  clearTimeout(timer)
  return { played, ended }
}

const suitesOf = suiteFinder()
const sound = new Map<string, Promise<boolean>>()

/** Whether a suite passes where nothing is changed. One that does not, for what the player lacks, notices nothing. */
const isSound = (suite: string): Promise<boolean> => {
  const known =
    sound.get(suite) ??
    play({ suites: [suite], all: false }, patience).then(({ played, ended }) => {
      const passes = ended && played.every(({ passed }) => passed)
      if (!passes) console.log(`left out: ${suite}, which fails without a change: ${played[0]?.failure?.slice(0, 200)}`)
      return passes
    })
  sound.set(suite, known)
  return known
}

/** Whether a suite that passes without the change fails with it, or does not come to its end. */
const isNoticed = async (mutant: Play['mutant'], suites: readonly string[]): Promise<boolean> => {
  const { played, ended } = await play({ suites, ...(mutant ? { mutant } : {}), all: false }, patience)
  const last = played.at(-1)
  if (ended && (!last || last.passed)) return false
  const at = ended ? played.length - 1 : played.length
  const suspect = suites[at]
  if (suspect === undefined) return false
  return (await isSound(suspect)) || isNoticed(mutant, suites.slice(at + 1))
}

const reasonFor = ({ file, code, name }: Candidate): string | undefined =>
  exceptions.find((each) => each.file === file && each.code === code && each.name === name)?.reason

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    nearest: { type: 'string', default: '1000' },
  },
})
process.env.POWERTOOLS_LOG_LEVEL = 'SILENT'
setPriority(19)
const all = candidates(positionals)
for (const room of new Set(all.map((each) => each.room))) {
  const ofRoom = all.filter((each) => each.room === room)
  const counted = ofRoom.filter((each) => reasonFor(each) === undefined)
  const sample = sampleOf(counted, Number(values.sample ?? counted.length), Number(values.seed))
  let missed = 0
  for (const each of sample) {
    const { file, line, name, code, start, end, text } = each
    const suites = suitesOf(file).slice(0, Number(values.nearest))
    const mutant = { path: join(projectRoot, file), start, end, text }
    const noticed = await isNoticed(
      mutant,
      suites.map((suite) => join(projectRoot, suite)),
    )
    if (noticed) continue
    missed += 1
    console.log(`not noticed: ${file}:${line}  ${name}  ${code}`)
  }
  const share = 1 - missed / Math.max(1, sample.length)
  console.log(
    `${room}: ${sample.length - missed} of ${sample.length} noticed, ${(100 * share).toFixed(1)} % (mark ${100 * mark} %); a sample of ${counted.length} by seed ${values.seed}, ${ofRoom.length - counted.length} cannot matter`,
  )
  if (share < mark) process.exitCode = 1
}
