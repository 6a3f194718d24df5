import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BenchRow } from '../row.ts'
import { duration, median, timed } from '../statistics.ts'
import {
  bareSharp,
  type Contestant,
  findImageMagick,
  hasVipsThumbnail,
  imageMagick,
  ours,
  vipsThumbnail,
} from './contestants.ts'
import type { Picture } from './pictures.ts'

/** Runs of each, in turn, so that all meet the same machine; one more before them only warms up. */
const rounds = { library: 7, program: 3 }

/** What of the library's own time it may take: nothing is decoded twice, and nothing encoded twice that comes out alike. */
const mark = 0.85

/** Median milliseconds of each contestant on one picture. */
const race = async (picture: Picture, contestants: readonly Contestant[], times: number): Promise<number[]> => {
  const measured = contestants.map((): number[] => [])
  for (let round = -1; round < times; round += 1)
    for (const [index, run] of contestants.entries()) {
      const ms = await timed(() => run(picture))
      if (round >= 0) measured[index]?.push(ms)
    }
  return measured.map(median)
}

const rowsFor = async (picture: Picture, programs: ReadonlyMap<string, Contestant>): Promise<BenchRow[]> => {
  const [own = 0, sharp = 0] = await race(picture, [ours, bareSharp], rounds.library)
  const others = await race(picture, [...programs.values()], rounds.program)
  const row = { what: `${picture.name} → three WebP, warm`, ours: duration(own) }
  const bare: BenchRow = {
    ...row,
    reference: `${duration(sharp)} bare sharp`,
    ratio: own / sharp,
    mark: `≤ ${mark}×`,
    met: own <= sharp * mark,
  }
  const rest = [...programs.keys()].map((name, index): BenchRow => {
    const other = others[index] ?? 0
    return { ...row, reference: `${duration(other)} ${name}`, ratio: own / other }
  })
  return [bare, ...rest]
}

/** Other programs that this machine has, by their names. */
const findPrograms = (directory: string, report: (text: string) => void): ReadonlyMap<string, Contestant> => {
  const programs = new Map<string, Contestant>()
  if (hasVipsThumbnail()) programs.set('vipsthumbnail × 3', vipsThumbnail(directory))
  else report('vipsthumbnail is not installed, so it is left out (Debian has it in libvips-tools)')
  const magick = findImageMagick()
  if (magick) programs.set('ImageMagick', imageMagick(magick, directory))
  else report('ImageMagick is not installed, so it is left out')
  return programs
}

/** Ours beside bare sharp, and beside the programs that are installed here, on the same files. */
export const races = async (pictures: readonly Picture[], report: (text: string) => void): Promise<BenchRow[]> => {
  const directory = mkdtempSync(join(tmpdir(), 'nightshift-bench-'))
  try {
    const programs = findPrograms(directory, report)
    const rows: BenchRow[] = []
    for (const picture of pictures) {
      report(`${picture.name}, ${(picture.bytes.length / 1e6).toFixed(1)} MB`)
      rows.push(...(await rowsFor(picture, programs)))
    }
    return rows
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
