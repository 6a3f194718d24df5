import { nfsPort } from '../../../shared/reach/nfs-port.ts'
import { reach } from '../../../shared/reach/reach.ts'
import type { Facts } from './facts.ts'
import { subnetOf, type TaskNetwork, type Way } from './task-network.ts'

/** Whether one of a task's subnets reaches one of its file systems. */
export interface Mount {
  readonly fileSystem: string
  readonly subnet: string
  readonly way: Way
}

const zoneOf = ({ place, model }: TaskNetwork): string | undefined =>
  model.subnets.find(({ id }) => id === place.subnets[0])?.zone

const wayToMount = (network: TaskNetwork, fileSystem: string, { mountTargets }: Facts): Way => {
  if (mountTargets === undefined)
    return { reachable: 'unknown', why: `The mount targets of ${fileSystem} could not be looked at.` }
  const all = mountTargets.filter((each) => each.fileSystem === fileSystem)
  const zone = zoneOf(network)
  // The name of a file system leads to its mount target in the zone of whoever asks.
  const target = zone === undefined ? undefined : all.find((each) => each.zone === zone)
  if (zone === undefined) return { reachable: 'unknown', why: 'The zone of the subnet is not known.' }
  if (!target)
    return {
      reachable: false,
      why:
        all.length === 0
          ? `${fileSystem} has no mount target in this VPC.`
          : `${fileSystem} has no mount target in ${zone}, only in ${[...new Set(all.map((each) => each.zone))].sort().join(', ')}.`,
      fix: `Add a mount target of ${fileSystem} in ${zone}${all.length === 0 ? '' : ', or take the subnet out of the network of the job'}.`,
    }
  const to = { place: { name: `the mount target of ${fileSystem}`, subnets: [target.subnet], groups: target.groups } }
  const answer = reach(network.model, { from: { place: network.place }, to, port: nfsPort })
  if (answer.reachable === true) return { reachable: true, by: `port ${nfsPort}` }
  if (answer.reachable === 'unknown') return { reachable: 'unknown', why: answer.why }
  return { reachable: false, why: answer.blocker.why, fix: answer.blocker.fix }
}

/** Each file system that a task mounts, from each subnet that it may be put in: TCP 2049 to the mount target of its zone. */
export const mountsOf = (facts: Facts): Mount[] =>
  (facts.needs?.fileSystems ?? []).flatMap((fileSystem) =>
    facts.networks.map((network) => ({
      fileSystem,
      subnet: subnetOf(network),
      way: wayToMount(network, fileSystem, facts),
    })),
  )
