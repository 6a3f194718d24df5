import { scalableTargets } from '../../local/faults/application-auto-scaling.ts'
import { autoScalingGroups } from '../../local/faults/auto-scaling.ts'
import { cloudFormationStacks } from '../../local/faults/cloudformation.ts'
import { ec2Instances } from '../../local/faults/ec2-instances.ts'
import { ecsServices } from '../../local/faults/ecs-services.ts'
import { rdsDatabases } from '../../local/faults/rds-databases.ts'
import { type Case, makeNight } from './hours-scene.ts'

const id = 'i-0a1b2c3d4e5f60718'
const nothing = () => ({ state: '' })

/** Starts that AWS takes and that do not come true, with the reason that it shows. */
const starts: readonly (readonly [string, Case, RegExp])[] = [
  [
    'a key that may not be used',
    {
      kind: 'ec2-instances',
      id,
      play: (now) => {
        const startsEndWith = { code: 'Client.InternalError', message: 'Client error on launch' }
        return { rules: [ec2Instances(now, [{ id, startsEndWith }])], shown: nothing }
      },
    },
    /kms:CreateGrant.*\(Client\.InternalError\)/,
  ],
  [
    'no capacity, said after the start was taken',
    {
      kind: 'ec2-instances',
      id,
      play: (now) => {
        const startsEndWith = { code: 'Server.InsufficientInstanceCapacity', message: 'no capacity' }
        return { rules: [ec2Instances(now, [{ id, startsEndWith }])], shown: nothing }
      },
    },
    /no capacity.*\(Server\.InsufficientInstanceCapacity\)/,
  ],
  [
    'a database without its key',
    {
      kind: 'rds-instances',
      id: 'shop',
      play: (now) => {
        const startsEndWith = 'inaccessible-encryption-credentials-recoverable'
        const pace = { startSeconds: 60, configureSeconds: 30 }
        return { rules: [rdsDatabases(now, { instances: [{ id: 'shop', startsEndWith }] }, pace)], shown: nothing }
      },
    },
    /cannot use the key/,
  ],
  [
    'a member that does not come up',
    {
      kind: 'rds-clusters',
      id: 'shop',
      play: (now) => {
        const instances = [
          { id: 'a', cluster: 'shop' },
          { id: 'b', cluster: 'shop', startsEndWith: 'insufficient-capacity' },
        ]
        const pace = { startSeconds: 60, configureSeconds: 30 }
        return { rules: [rdsDatabases(now, { clusters: [{ id: 'shop' }], instances }, pace)], shown: nothing }
      },
    },
    /no capacity for its class.*\(insufficient-capacity\)/,
  ],
  [
    'a group that cannot launch',
    {
      kind: 'auto-scaling-groups',
      id: 'web',
      play: (now) => {
        const group = { name: 'web', min: 1, max: 3, desired: 2 }
        const play = autoScalingGroups(now, [group])
        return {
          rules: [
            {
              ...play,
              before: (call) => {
                if (call.action === 'UpdateAutoScalingGroup')
                  play.change('web', { launchesFailWith: 'We currently do not have sufficient m7g.large capacity' })
                return play.before?.(call)
              },
            },
          ],
          shown: nothing,
        }
      },
    },
    /sufficient m7g\.large capacity.*\(InsufficientInstanceCapacity\)/,
  ],
  [
    'tasks that find no place',
    {
      kind: 'ecs-services',
      id: 'shop/web',
      play: (now) => {
        const tasksFailWith = 'was unable to place a task. RESOURCE:MEMORY'
        const play = ecsServices(now, [{ cluster: 'shop', name: 'web', desired: 2, tasksFailWith }])
        return { rules: [play, scalableTargets([], play)], shown: nothing }
      },
    },
    /unable to place a task/,
  ],
]

test.each(starts)('%s is told within six minutes, once, with its cause', async (_, each, words) => {
  const night = makeNight(each)
  await night.runTo('2026-11-30T20:30:00Z', 4)
  night.sleepTo('2026-12-01T07:58:00Z')
  night.signals.length = 0
  await night.runTo('2026-12-01T08:06:00Z')
  const told = night.signals.filter(({ mood }) => mood === 'bad')
  expect(told.map(({ name }) => name)).toEqual(['hours.failed'])
  expect(told[0]?.body).toMatch(words)
  await night.runTo('2026-12-01T09:00:00Z', 4)
  expect(night.signals.filter(({ mood }) => mood === 'bad')).toHaveLength(1)
})

test("RDS's own start after seven days is seen and answered, outside its maintenance window", async () => {
  const night = makeNight({
    kind: 'rds-instances',
    id: 'shop',
    play: (now) => {
      // Stopped by its calendar on a Friday evening; RDS starts it a week later, when a holiday keeps it off.
      const play = rdsDatabases(now, { instances: [{ id: 'shop', maintenanceWindow: 'mon:20:10-mon:20:40' }] })
      return { rules: [play], shown: () => ({ state: play.status('shop') ?? '' }) }
    },
    calendar: { zone: 'UTC', rules: [{ days: 'mon', from: '08:00', until: '20:00' }], holidays: ['2026-12-07'] },
  })
  await night.runTo('2026-11-30T20:20:00Z', 4)
  expect(night.shown().state).toBe('stopped')
  night.sleepTo('2026-12-07T19:56:00Z')
  await night.runTo('2026-12-07T20:20:00Z', 2)
  expect(night.shown().state).toBe('available')
  expect((await night.record())?.order).toMatchObject({ action: 'stop', restarted: true, tries: 0 })
  await night.runTo('2026-12-07T21:00:00Z', 2)
  expect(night.shown().state).toBe('stopped')
  expect((await night.record())?.order).toBeUndefined()
})

test('what hibernates by the config is told so to AWS', async () => {
  const night = makeNight({
    kind: 'ec2-instances',
    id,
    selector: { hibernate: true },
    play: (now) => {
      const play = ec2Instances(now, [{ id, hibernation: true }])
      return { rules: [play], shown: () => ({ state: `${play.instance(id)?.state} ${play.instance(id)?.hibernated}` }) }
    },
  })
  await night.runTo('2026-11-30T20:10:00Z')
  expect(night.shown().state).toBe('stopped true')
})

test('what of a stack cannot be stopped is no trouble, and the rest of it is stopped', async () => {
  const night = makeNight({
    kind: 'stacks',
    id: 'shop',
    play: (now) => {
      const play = ec2Instances(now, [{ id }])
      const resources = [
        { logicalId: 'Bastion', type: 'AWS::EC2::Instance', physicalId: id },
        { logicalId: 'Nat', type: 'AWS::EC2::NatGateway', physicalId: 'nat-1' },
      ]
      return {
        rules: [play, cloudFormationStacks([{ name: 'shop', resources }])],
        shown: () => ({ state: play.instance(id)?.state ?? '' }),
      }
    },
  })
  await night.runTo('2026-11-30T20:30:00Z')
  expect(night.shown().state).toBe('stopped')
  expect(night.signals.filter(({ mood }) => mood === 'bad')).toEqual([])
})

test('alarms of the members of a cluster are held with it, and count again when it is back', async () => {
  const night = makeNight({
    kind: 'rds-clusters',
    id: 'shop',
    play: (now) => {
      const instances = ['a', 'b'].map((each) => ({ id: each, cluster: 'shop' }))
      return { rules: [rdsDatabases(now, { clusters: [{ id: 'shop' }], instances })], shown: nothing }
    },
  })
  await night.runTo('2026-11-30T20:30:00Z', 4)
  const held = await night.plannedOff('DBInstanceIdentifier=b')
  expect(held).toMatchObject({ target: 'rds-cluster/shop' })
  expect(held?.until).toBeUndefined()
  night.sleepTo('2026-12-01T07:58:00Z')
  await night.runTo('2026-12-01T09:00:00Z', 4)
  expect((await night.plannedOff('DBInstanceIdentifier=b'))?.until).toMatch(/^2026-12-01T08/)
})
