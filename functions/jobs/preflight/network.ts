import { type Facts, fileRegions } from '../surroundings/facts.ts'
import { mountsOf } from '../surroundings/mounts.ts'
import { type TaskNeeds, targetsOf } from '../surroundings/needs.ts'
import { subnetOf, wayTo } from '../surroundings/task-network.ts'
import { type Finding, ok, problem, unknown } from './finding.ts'

/** Whether each subnet that a task may be put in reaches what the task needs. Subnets that are alike are one finding. */
export const networkFindings = (facts: Facts): Finding[] => {
  const { needs } = facts
  if (!needs) return []
  return [...targetFindings(facts, needs), ...mountFindings(facts)]
}

/** Whether the file systems of a job can be mounted. Subnets that are alike are one finding. */
const mountFindings = (facts: Facts): Finding[] => {
  const bySystem = Map.groupBy(mountsOf(facts), ({ fileSystem }) => fileSystem)
  return [...bySystem].flatMap(([fileSystem, mounts]) => {
    if (mounts.every(({ way }) => way.reachable === true))
      return ok('network', `There is a way to the file system ${fileSystem} by port 2049.`)
    return mounts.flatMap(({ subnet, way }) => {
      if (way.reachable === false)
        return problem('network', `From ${subnet} the file system ${fileSystem} cannot be mounted. ${way.why}`, way.fix)
      return way.reachable === 'unknown'
        ? unknown('network', `Whether ${subnet} can mount the file system ${fileSystem}: ${way.why}`)
        : []
    })
  })
}

const targetFindings = (facts: Facts, needs: TaskNeeds): Finding[] => {
  const { networks, region } = facts
  return targetsOf(needs, region, fileRegions(facts)).flatMap((target) => {
    const name = target.service === undefined ? target.what : `${target.what} (${target.service})`
    if (networks.length === 0)
      return unknown('network', `Whether there is a way to ${name}: its subnets are not known.`)
    const ways = networks.map((network) => ({ subnet: subnetOf(network), way: wayTo(network, target) }))
    const by = ways.flatMap(({ way }) => (way.reachable === true ? way.by : []))
    if (by.length === ways.length)
      return ok('network', `There is a way to ${name} by ${[...new Set(by)].join(' and ')}.`)
    return ways.flatMap(({ subnet, way }) => {
      if (way.reachable === false)
        return problem('network', `From ${subnet} there is no way to ${name}. ${way.why}`, way.fix)
      return way.reachable === 'unknown' ? unknown('network', `Whether ${subnet} reaches ${name}: ${way.why}`) : []
    })
  })
}
