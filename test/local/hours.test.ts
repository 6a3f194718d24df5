import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  CreateLaunchConfigurationCommand,
} from '@aws-sdk/client-auto-scaling'
import { EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2'
import {
  CreateClusterCommand,
  CreateServiceCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs'
import { CreateDBInstanceCommand, RDSClient } from '@aws-sdk/client-rds'
import { kindOf } from '../../functions/hours/targets/index.ts'
import type { Access, Observed, Order, TargetKind } from '../../functions/hours/targets/target-kind.ts'
import { emulatorAccount } from '../../local/emulator.ts'
import { suspendedProcesses } from '../../local/faults/auto-scaling.ts'
import { type FaultLayer, startFaultLayer } from '../../local/faults/proxy.ts'
import { useEmulator } from './emulator.ts'

// The kinds against what the emulator can do: states are final at once there, and it gives no reasons.
const emulator = useEmulator()
let layer: FaultLayer

beforeAll(async () => {
  layer = await startFaultLayer({
    endpoint: emulator.endpoint,
    account: emulatorAccount,
    rules: [suspendedProcesses()],
  })
})
afterAll(() => layer.stop())

const access = (): Access => {
  const make: Access['client'] = (Client) => new Client({ ...emulator.client, endpoint: layer.endpoint } as never)
  return { client: make, requests: make, now: new Date() }
}

const known = (key: string): TargetKind => {
  const kind = kindOf(key)
  if (!kind) throw new Error(`no kind ${key}`)
  return kind
}

const observe = async (kind: TargetKind, id: string): Promise<Observed | undefined> =>
  (await kind.observe([id], access())).get(id)

const ask = async (kind: TargetKind, order: Order): Promise<void> => {
  expect((await kind.request([order], access())).get(order.id)).toBeUndefined()
}

const find = async (kind: TargetKind, selector: object): Promise<string[]> => {
  const ids: string[] = []
  for await (const page of kind.find(selector, access())) ids.push(...page.map(({ id }) => id))
  return ids
}

/** The state comes true, in seconds at most: some of what the emulator starts is a process. */
const becomes = async (kind: TargetKind, id: string, state: Observed['state']): Promise<Observed> => {
  for (let tries = 1; ; tries += 1) {
    const seen = await observe(kind, id)
    if (seen?.state === state && seen.unproven === undefined) return seen
    if (tries === 60) throw new Error(`${id} is ${JSON.stringify(seen)}, not ${state}`)
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}

test('an instance is found by its tag, stopped and started', async () => {
  const kind = known('ec2-instances')
  const { Instances = [] } = await new EC2Client(emulator.client).send(
    new RunInstancesCommand({
      ImageId: 'ami-00000001',
      MinCount: 1,
      MaxCount: 1,
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Hours', Value: 'office' }] }],
    }),
  )
  const id = Instances[0]?.InstanceId ?? ''
  expect(await find(kind, { tag: { key: 'Hours', value: 'office' } })).toEqual([id])
  await becomes(kind, id, 'running')
  await ask(kind, { id, action: 'stop' })
  await becomes(kind, id, 'stopped')
  await ask(kind, { id, action: 'start' })
  await becomes(kind, id, 'running')
  expect(await observe(kind, 'i-0fffffffffffffff0')).toEqual({ state: 'gone' })
}, 60_000)

test('a database is stopped and started', async () => {
  const kind = known('rds-instances')
  await new RDSClient(emulator.client).send(
    new CreateDBInstanceCommand({
      DBInstanceIdentifier: 'shop',
      DBInstanceClass: 'db.t4g.micro',
      Engine: 'postgres',
      AllocatedStorage: 20,
      MasterUsername: 'shop',
      MasterUserPassword: 'not-a-real-password',
    }),
  )
  expect(await find(kind, { names: ['shop'] })).toEqual(['shop'])
  await becomes(kind, 'shop', 'running')
  await ask(kind, { id: 'shop', action: 'stop' })
  await becomes(kind, 'shop', 'stopped')
  await ask(kind, { id: 'shop', action: 'start' })
  await becomes(kind, 'shop', 'running')
  expect(await observe(kind, 'missing')).toEqual({ state: 'gone' })
}, 60_000)

test('a service is set to nothing and back; without Application Auto Scaling nothing scales', async () => {
  const kind = known('ecs-services')
  const ecs = new ECSClient(emulator.client)
  await ecs.send(new CreateClusterCommand({ clusterName: 'shop' }))
  await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: 'web',
      containerDefinitions: [{ name: 'main', image: 'busybox', essential: true, memory: 64 }],
    }),
  )
  await ecs.send(
    new CreateServiceCommand({
      cluster: 'shop',
      serviceName: 'web',
      taskDefinition: 'web',
      desiredCount: 2,
      tags: [{ key: 'Hours', value: 'office' }],
    }),
  )
  const id = 'shop/web'
  expect(await find(kind, { tag: { key: 'Hours', value: 'office' } })).toEqual([id])
  expect(await observe(kind, id)).toMatchObject({ size: { desired: 2 } })
  await ask(kind, { id, action: 'stop', scaling: kind.scaling })
  expect(await becomes(kind, id, 'stopped')).toMatchObject({ size: { desired: 0 } })
  await ask(kind, { id, action: 'start', size: { desired: 2 } })
  expect(await observe(kind, id)).toMatchObject({ size: { desired: 2 } })
}, 60_000)

test('a group is emptied and filled again, its processes played by the layer', async () => {
  const kind = known('auto-scaling-groups')
  const groups = new AutoScalingClient(emulator.client)
  await groups.send(
    new CreateLaunchConfigurationCommand({
      LaunchConfigurationName: 'web',
      ImageId: 'ami-00000001',
      InstanceType: 't4g.micro',
    }),
  )
  await groups.send(
    new CreateAutoScalingGroupCommand({
      AutoScalingGroupName: 'web',
      LaunchConfigurationName: 'web',
      AvailabilityZones: ['ap-northeast-2a'],
      MinSize: 1,
      MaxSize: 3,
      DesiredCapacity: 2,
    }),
  )
  expect(await becomes(kind, 'web', 'running')).toMatchObject({ size: { min: 1, desired: 2 }, suspended: [] })
  await ask(kind, { id: 'web', action: 'stop', scaling: kind.scaling })
  expect(await becomes(kind, 'web', 'stopped')).toMatchObject({ suspended: kind.scaling })
  await ask(kind, { id: 'web', action: 'start', size: { min: 1, desired: 2 }, scaling: kind.scaling })
  expect(await becomes(kind, 'web', 'running')).toMatchObject({ size: { min: 1, desired: 2 }, suspended: [] })
}, 60_000)
