import { globSync, readFileSync } from 'node:fs'
import { setPriority } from 'node:os'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { projectRoot } from '../../local/places.ts'
import { exceptions } from './exceptions.ts'
import { type Mutation, mutationsIn } from './mutations.ts'
import { play } from './play.ts'
import type { Report } from './player.ts'
import { rooms } from './rooms.ts'
import { sampleOf } from './sample.ts'
import { suiteFinder } from './suites.ts'

// npm run mutate -- jobs/rules [--sample 20] [--seed 1] [--nearest 10] [--without property/jobs-engine] [--longest 1] [--verbose]
// npm run mutate -- jobs/rules/due.ts:62
// Makes small changes to the rules whose path holds the word (and line), one at a time and in memory, and runs the unit, property and
// fault suites that depend on the file until one fails. What no test notices is printed. `--sample` is the number of changes in each
// room; without it every change is made. `--nearest` loads no more than so many suites for a file, those first that are the fewest
// imports away, and `--without` leaves suites out by a part of their path, `--longest` tests that take more seconds: quicker, and it never notices more.

/** A share of the changes of a room that must be noticed. */
const mark = 0.92

interface Candidate extends Mutation {
  readonly id: number
  readonly room: string
  readonly file: string
  readonly code: string
}

/** @param word a room, or a part of a path, with `:` and a line behind it or not */
const isMeant = (word: string, { room, file, line }: Candidate): boolean => {
  const [part = '', number] = word.split(':')
  return (rooms[part] ? room === part : file.includes(part)) && (number === undefined || Number(number) === line)
}

const inProject = (file: string): string => join(projectRoot, file)

const candidates: Candidate[] = []
for (const [room, patterns] of Object.entries(rooms))
  for (const file of globSync([...patterns], { cwd: projectRoot }).sort()) {
    const source = readFileSync(inProject(file), 'utf8')
    const lines = source.split('\n')
    for (const each of mutationsIn(source))
      candidates.push({ ...each, id: candidates.length, room, file, code: lines[each.line - 1]?.trim() ?? '' })
  }

const reasonFor = ({ file, code, name }: Candidate): string | undefined =>
  exceptions.find((each) => each.file === file && each.code === code && each.name === name)?.reason

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    nearest: { type: 'string', default: '1000' },
    longest: { type: 'string', default: '1000' },
    without: { type: 'string', multiple: true, default: [] },
    verbose: { type: 'boolean', default: false },
  },
})
process.env.POWERTOOLS_LOG_LEVEL = 'SILENT'
process.env.POWERTOOLS_DEV = 'false'
setPriority(10)

const meant = candidates.filter((each) => positionals.length === 0 || positionals.some((word) => isMeant(word, each)))
const asked = [...new Set(meant.map(({ room }) => room))].flatMap((room) =>
  sampleOf(
    meant.filter((each) => each.room === room && reasonFor(each) === undefined),
    Number(values.sample ?? meant.length),
    Number(values.seed),
  ),
)
const files = [...new Set(asked.map(({ file }) => file))]
const sources = files.map((file) => ({
  path: inProject(file),
  firstId: candidates.find((each) => each.file === file)?.id ?? 0,
}))
const suitesOf = suiteFinder()
const nearest = (file: string): string[] =>
  suitesOf(file)
    .filter((suite) => !values.without.some((word) => suite.includes(word)))
    .slice(0, Number(values.nearest))
    .map(inProject)
const suites = [...new Set(files.flatMap(nearest))]

const say = (report: Report): void => {
  if (report.kind === 'left out' && (values.verbose || !report.afterChange))
    console.log(
      `left out: ${relative(projectRoot, report.suite)} ${report.title}, which fails ${report.afterChange ? 'once a change was made' : 'without a change'}: ${report.failure.slice(0, 300)}`,
    )
  if (values.verbose && report.kind === 'known')
    console.log(`${relative(projectRoot, report.suite)}: ${report.tests} tests, ${report.seconds.toFixed(1)} s`)
  if (values.verbose && report.kind === 'judged') {
    const { file, line, name } = candidates[report.id] ?? { file: '', line: 0, name: '' }
    console.log(
      `${report.noticedBy ? 'noticed' : 'not noticed'}: ${file}:${line}  ${name}  after ${report.tests} tests ${relative(projectRoot, report.noticedBy ?? '')}`,
    )
  }
}

const base = { suites, sources, places: candidates.length, longest: 1000 * Number(values.longest), leftOut: [] }
const { judged, leftOut, touches } = await play({ ...base, asked: asked.map(({ id }) => id), cold: false }, say)

/** Whether a test notices the change; where that is unsure, in a thread that loads the sources with it. */
const isNoticed = async ({ id, file }: Candidate): Promise<boolean> => {
  const known = judged.get(id)
  if (!known?.unsure) return known?.noticedBy !== undefined
  const touching = nearest(file).filter((suite) => touches.get(suite)?.includes(inProject(file)) ?? true)
  // No test touches a source that does all of its work while it is loaded.
  const near = touching.length > 0 ? touching : nearest(file)
  const cold = await play({ ...base, suites: near, leftOut, asked: [id], cold: true }, say)
  return cold.judged.get(id)?.noticedBy !== undefined
}

for (const room of new Set(asked.map((each) => each.room))) {
  const ofRoom = asked.filter((each) => each.room === room)
  let missed = 0
  for (const each of ofRoom) {
    if (await isNoticed(each)) continue
    missed += 1
    console.log(`not noticed: ${each.file}:${each.line}  ${each.name}  ${each.code}`)
  }
  const share = 1 - missed / ofRoom.length
  const all = meant.filter((each) => each.room === room)
  const without = all.filter((each) => reasonFor(each) !== undefined).length
  console.log(
    `${room}: ${ofRoom.length - missed} of ${ofRoom.length} noticed, ${(100 * share).toFixed(1)} % (mark ${100 * mark} %); of ${all.length - without} by seed ${values.seed}, ${without} cannot matter`,
  )
  if (share < mark) process.exitCode = 1
}
