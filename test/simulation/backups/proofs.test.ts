import { look } from '../../../functions/backups/engine/look.ts'
import type { Write } from '../../../shared/ledger/ledger.ts'
import { log } from '../../../shared/log.ts'
import { awsError } from '../../unit/audits/scene.ts'
import { proofScene } from '../../unit/backups/proof-scene.ts'

log.setLogLevel('SILENT')

/** Numbers that look random and are the same for a seed. mulberry32 */
const numbers = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
}

const shapes = [
  { of: 'rds-instance/shop', check: { sql: 'select 1' } },
  { of: 'rds-cluster/books', check: { sql: 'select 1' } },
  { of: 'ebs-volume/vol-0a1b2c3d4e5f60718' },
  { of: 'ec2-instance/i-0a1b2c3d4e5f60718' },
] as const

/** A world in which every call may fail or lose its answer, every look may die or come twice, and people act by hand. */
const play = async (seed: number) => {
  const random = numbers(seed)
  const chance = (share: number): boolean => random() < share
  const scene = proofScene(
    { ...shapes[seed % shapes.length], within: '3 hours' },
    { create: 5 + random() * 60, remove: 1 + random() * 20 },
  )
  const { aws } = scene
  scene.putOthers()
  const originals = ['shop', 'books', 'vol-0a1b2c3d4e5f60718', 'i-0a1b2c3d4e5f60718']
  let calm = false
  let answered = 0
  /** Restores whose answer was lost before AWS had begun: they come true later, if at all. */
  let late: { readonly name: string; readonly input: Readonly<Record<string, unknown>>; readonly at: number }[] = []
  const lateRestores = () => {
    const due = late.filter(({ at }) => at <= scene.at().getTime())
    late = late.filter((each) => !due.includes(each))
    for (const { name, input } of due)
      try {
        aws.act(name, input)
      } catch {
        // Its name is taken by now.
      }
  }
  aws.failBy((name, input, acted) => {
    if (!calm && !acted && /^(Restore|RunInstances)/.test(name)) {
      if (chance(0.25)) {
        late.push({ name, input, at: scene.at().getTime() + random() * 40 * 60_000 })
        return awsError('TimeoutError', 500)
      }
      if (chance(0.15)) return awsError('InstanceQuotaExceeded', 400)
    }
    if (calm || !chance(0.12)) return undefined
    if (acted) return name.startsWith('Describe') ? undefined : awsError('TimeoutError', 500)
    return awsError(chance(0.5) ? 'Throttling' : 'InternalFailure', 500)
  })
  const commit = scene.ledger.commit
  const dying = {
    ...scene.ledger,
    commit: async (writes: readonly Write[], now: Date) => {
      if (!calm && chance(0.05)) throw new Error('The function dies before it has written')
      await commit(writes, now)
      if (!calm && chance(0.05)) throw new Error('The function dies after it has written')
    },
  }
  const round = async (): Promise<void> => {
    scene.pass(3)
    lateRestores()
    const at = scene.at().toISOString()
    const copies = scene.copies().filter(({ name }) => !originals.includes(name))
    if (!calm && chance(0.02))
      for (const { sort, name } of copies) if (chance(0.5)) aws.things.delete(`${sort}/${name}`)
    for (const task of aws.tasks)
      if (!task.stopped && chance(0.4)) {
        const good = chance(0.7)
        if (good) answered += 1
        task.stopped = good
          ? { exitCode: 0, lines: ['1'] }
          : chance(0.5)
            ? { exitCode: 2, lines: ['no way'] }
            : { lines: [], reason: 'no capacity' }
      }
    const one = () => look(scene.world(at, { ledger: dying })).catch(() => undefined)
    await (chance(0.15) ? Promise.all([one(), one()]) : one())
  }
  await scene.prove().catch(() => undefined)
  for (let index = 0; index < 80; index += 1) await round()
  calm = true
  for (let index = 0; index < 120; index += 1) await round()
  const left = scene.copies().filter(({ name }) => !originals.includes(name))
  return {
    processes: await scene.processes(),
    left,
    originals: originals.map((name) => [...aws.things.values()].some((each) => each.name === name)),
    answered,
  }
}

const worlds = 16

test(`in ${worlds} worlds in which everything goes wrong no restored copy is left, and no original is touched`, async () => {
  let proven = 0
  for (let seed = 1; seed <= worlds; seed += 1) {
    const { processes, left, originals, answered } = await play(seed)
    const seen = {
      seed,
      left: left.map(({ name, status }) => `${name} ${status}`),
      open: processes.filter(({ ended }) => !ended).map(({ step, trouble }) => `${step} ${trouble?.reason}`),
    }
    expect(seen).toEqual({ seed, left: [], open: [] })
    expect(originals).toEqual([true, true, true, true])
    const done = processes.filter(({ ended }) => ended?.outcome === 'done').length
    if (seed % shapes.length < 2) expect(done).toBeLessThanOrEqual(answered)
    proven += done
  }
  expect(proven).toBeGreaterThan(worlds / 4)
}, 60_000)
