import { CreateServiceCommand, DeleteServiceCommand, DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs'
import { DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds'
import { lookNow, type Shown, savingsIn, showHours, switchTarget } from '../../api/hours.ts'
import { clientOptions } from '../../shared/aws.ts'
import type { Config } from '../../shared/config/schema.ts'
import { alertsTour, messageText } from './alerts.ts'
import { check, eventually, type Guide, type Stop, type Tour } from './guide.ts'
import { awaitIncident } from './incidents.ts'

const by = 'the tour'

const databaseOf = ({ name }: Config): string => `rds-instance/${name}-data-postgres`
const serviceOf = ({ name }: Config): string => `ecs-service/${name}-web/${name}-web`

const shown = async (guide: Guide, target: string): Promise<Shown | undefined> =>
  (await showHours(guide)).find((each) => each.target === target)

/** Looks until nothing is under way with a target any more: what AWS accepted has come true. */
const untilProven = (guide: Guide, target: string): Promise<Shown> =>
  eventually(`${target} to be proven`, async () => {
    await lookNow(guide)
    const row = await shown(guide, target)
    check(row?.trouble === undefined, `${target}: ${row?.trouble?.words}`)
    return row && row.order === undefined ? row : undefined
  })

const serviceNow = async ({ config }: Guide) => {
  const { services: [service] = [] } = await new ECSClient(clientOptions).send(
    new DescribeServicesCommand({ cluster: `${config.name}-web`, services: [`${config.name}-web`] }),
  )
  return service
}

const awsState = async (guide: Guide): Promise<{ readonly database: string; readonly tasks: number }> => {
  const { DBInstances: [database] = [] } = await new RDSClient(clientOptions).send(
    new DescribeDBInstancesCommand({ DBInstanceIdentifier: `${guide.config.name}-data-postgres` }),
  )
  return { database: database?.DBInstanceStatus ?? 'gone', tasks: (await serviceNow(guide))?.desiredCount ?? -1 }
}

const override = (guide: Guide, target: string, state: 'running' | 'stopped') =>
  switchTarget(guide, target, { action: 'override', state, until: new Date(Date.now() + 3_600_000), why: 'a tour' }, by)

const switches: Stop = {
  title: 'a service and its database are switched off, each proven, and on again as they were',
  visit: async (guide) => {
    const [database, service] = [databaseOf(guide.config), serviceOf(guide.config)]
    await lookNow(guide)
    const before = await awsState(guide)
    await override(guide, service, 'stopped')
    await untilProven(guide, service)
    await override(guide, database, 'stopped')
    const off = await untilProven(guide, database)
    const while_ = await awsState(guide)
    check(while_.database === 'stopped' && while_.tasks === 0, `They are ${JSON.stringify(while_)}`)
    await override(guide, database, 'running')
    await untilProven(guide, database)
    await override(guide, service, 'running')
    await untilProven(guide, service)
    const after = await awsState(guide)
    check(after.database === 'available' && after.tasks === before.tasks, `They are ${JSON.stringify(after)}`)
    const month = new Date().toISOString().slice(0, 7)
    const saved = (await savingsIn(guide, month)).find(({ target }) => target === database)
    return [
      `${service}: ${before.tasks} → 0 → ${after.tasks} tasks; ${database}: ${while_.database}, then ${after.database}`,
      `why it was off: ${off.override?.why}, by ${off.override?.by}, until ${off.override?.until}`,
      `${database} was seen stopped for ${Math.round((saved?.hours ?? 0) * 3600)} s: ${(saved?.saved ?? 0).toFixed(6)} US dollars saved by list prices, ${(saved?.paid ?? 0).toFixed(6)} still paid`,
    ]
  },
}

/** Somebody deletes a service, and makes it again as it was. */
const whileDeleted = async <Result>(guide: Guide, work: () => Promise<Result>): Promise<Result> => {
  const ecs = new ECSClient(clientOptions)
  const service = await serviceNow(guide)
  check(service !== undefined, 'The service is not there')
  const { clusterArn: cluster, serviceName } = service ?? {}
  await ecs.send(new DeleteServiceCommand({ cluster, service: serviceName, force: true }))
  return work().finally(() =>
    ecs.send(
      new CreateServiceCommand({
        cluster,
        serviceName,
        taskDefinition: service?.taskDefinition,
        desiredCount: 0,
        launchType: service?.launchType,
        networkConfiguration: service?.networkConfiguration,
        loadBalancers: service?.loadBalancers,
      }),
    ),
  )
}

const cannotStart: Stop = {
  title: 'a service cannot be started, because somebody deleted it: an incident with the reason, over when it runs',
  visit: async (guide) => {
    const service = serviceOf(guide.config)
    const begun = new Date(Date.now() - 1_000)
    await override(guide, service, 'stopped')
    await untilProven(guide, service)
    const incident = await whileDeleted(guide, async () => {
      await override(guide, service, 'running')
      return eventually('the incident', async () => {
        await lookNow(guide)
        return awaitIncident(guide, `hours/${service}`, 'open', begun)
      })
    })
    await eventually(`${service} to run again`, async () => {
      await lookNow(guide)
      const row = await shown(guide, service)
      return row && row.trouble === undefined && row.order === undefined
    })
    await awaitIncident(guide, `hours/${service}`, 'resolved', begun)
    return [`incident ${incident.id}: ${incident.reason.split('\n')[0]}`, ...incident.notifications.map(messageText)]
  },
}

export const hoursTour: Tour = {
  // Its failed start pages the same people: the third message within a minute would wait for a digest.
  after: alertsTour,
  stops: ({ hours, estate }) => (hours && estate?.web && estate.database ? [switches, cannotStart] : []),
  tidyUp: async (guide) => {
    if (!guide.config.hours) return
    for (const { target, override: set } of await showHours(guide))
      if (set) await switchTarget(guide, target, { action: 'release' }, by)
  },
}
