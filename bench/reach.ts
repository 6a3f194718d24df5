import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readAssembly } from '../local/assembly.ts'
import { synthesize } from '../local/synthesize.ts'
import { parseConfig } from '../shared/config/define-config.ts'
import { writtenConfig } from '../shared/config/written-config.ts'
import type { Need } from '../shared/reach/estate/needs.ts'
import { prove, proveStacks } from '../shared/reach/estate/proof.ts'
import type { Place, ReachModel } from '../shared/reach/model.ts'
import type { StackTemplate } from '../shared/reach/templates/resolve.ts'
import type { Bench, BenchRow } from './row.ts'
import { median } from './statistics.ts'

const milliseconds = (rounds: number, work: () => void): number =>
  median(
    Array.from({ length: rounds }, () => {
      const began = performance.now()
      work()
      return performance.now() - began
    }),
  )

/** Everything that the synthesis of the checkout's config adds for its proof: reading the templates, the needs, every answer. */
const measureSynthesis = async (report: (text: string) => void): Promise<BenchRow> => {
  const directory = mkdtempSync(join(tmpdir(), 'nightshift-reach-'))
  try {
    report('the templates of nightshift.config.ts')
    const config = parseConfig(await writtenConfig(), new Date())
    await synthesize(directory, { 'aws:cdk:bundling-stacks': [], 'nightshift:unproven': true })
    const { stacks } = readAssembly(directory, { account: '', region: config.region })
    const templates = stacks as readonly StackTemplate[]
    // The first call of a process counts: a synthesis has no other.
    const began = performance.now()
    const proofs = proveStacks(config, templates)
    const first = performance.now() - began
    const later = milliseconds(5, () => proveStacks(config, templates))
    return {
      what: `the proof of a synthesis: ${stacks.length} stacks, ${proofs.length} needs`,
      ours: `${first.toFixed(0)} ms, again ${later.toFixed(0)} ms`,
      mark: '≤ 200 ms',
      met: first <= 200,
    }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

const subnetCount = 1_000
const groupCount = 500
const cidrOf = (index: number): string => `10.${1 + Math.floor(index / 256)}.${index % 256}.0/24`

/** A VPC of many subnets, of which each has a route table and an ACL, and many groups, of which each lets the one before it in. */
const large: ReachModel = {
  vpcs: [{ id: 'vpc', cidrs: ['10.0.0.0/8'] }],
  subnets: Array.from({ length: subnetCount }, (_, index) => ({
    id: `subnet-${index}`,
    vpc: 'vpc',
    cidrs: [cidrOf(index)],
    routeTable: `table-${index}`,
    acl: `acl-${index % 50}`,
  })),
  routeTables: Array.from({ length: subnetCount }, (_, index) => ({
    id: `table-${index}`,
    vpc: 'vpc',
    routes: [{ to: '0.0.0.0/0', by: index === 0 ? 'igw' : 'nat' }],
  })),
  gateways: [{ id: 'igw', kind: 'internet', vpc: 'vpc' }],
  nats: [{ id: 'nat', vpc: 'vpc', subnet: 'subnet-0' }],
  acls: Array.from({ length: 50 }, (_, index) => ({
    id: `acl-${index}`,
    rules: [true, false].flatMap((outward) => [
      { number: 90, outward, allows: false, protocol: 'tcp' as const, from: 22, to: 22, cidr: '0.0.0.0/0' },
      { number: 100, outward, allows: true, protocol: 'all' as const, cidr: '0.0.0.0/0' },
    ]),
  })),
  groups: Array.from({ length: groupCount }, (_, index) => ({
    id: `group-${index}`,
    vpc: 'vpc',
    inward: [
      {
        protocol: 'tcp' as const,
        from: 5432,
        to: 5432,
        peer: { group: `group-${(index + groupCount - 1) % groupCount}` },
      },
      { protocol: 'tcp' as const, from: 443, to: 443, peer: { cidr: '10.1.0.0/16' } },
    ],
  })),
}

const placeOf = (group: number, subnets: readonly number[]): Place => ({
  subnets: subnets.map((index) => `subnet-${index}`),
  groups: [`group-${group}`],
})

const everywhere = Array.from({ length: subnetCount }, (_, index) => index)

/** Every group in every subnet: reached from the group before it, reaching the internet, and never reached from there. */
const needs: readonly Need[] = Array.from({ length: groupCount }, (_, index) => index).flatMap((index): Need[] => {
  const place = { place: placeOf(index, everywhere) }
  const before = { place: placeOf((index + groupCount - 1) % groupCount, [index % subnetCount]) }
  return [
    { what: 'before → group', wanted: 'must', question: { from: before, to: place, port: 5432 } },
    { what: 'internet → group', wanted: 'never', question: { from: { internet: true }, to: place, protocol: 'all' } },
    {
      what: 'group → internet',
      wanted: 'must',
      question: { from: { place: placeOf(index, [1 + (index % 900)]) }, to: { internet: true }, port: 443 },
    },
  ]
})

const measureSize = (report: (text: string) => void): BenchRow => {
  report(`${subnetCount} subnets × ${groupCount} groups, each group in each subnet, ${needs.length} needs`)
  // What one core takes: a machine that does something else at the same time changes nothing.
  const before = process.cpuUsage()
  const began = performance.now()
  const held = prove(large, needs).filter(({ holds }) => holds === true).length
  const clock = (performance.now() - began) / 1_000
  const { user, system } = process.cpuUsage(before)
  const took = (user + system) / 1e6
  return {
    what: `${subnetCount.toLocaleString('en')} subnets × ${groupCount} groups: ${needs.length.toLocaleString('en')} needs, ${held.toLocaleString('en')} hold`,
    ours: `${took.toFixed(1)} s of one core (${clock.toFixed(1)} s on the clock)`,
    mark: '≤ 10 s, all hold',
    met: took <= 10 && held === needs.length,
  }
}

/** What the proof of who reaches whom costs. */
export const run: Bench['run'] = async (report) => [await measureSynthesis(report), measureSize(report)]
