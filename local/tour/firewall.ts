import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { GetIPSetCommand, ListIPSetsCommand, WAFV2Client } from '@aws-sdk/client-wafv2'
import {
  actOnAddress,
  passNow,
  type RuleRow,
  readBroken,
  readOverview,
  replayFirewall,
  whyAddress,
} from '../../api/firewall.ts'
import { clientOptions } from '../../shared/aws.ts'
import { accessLog, type LoggedRequest, logKey } from './access-log.ts'
import { check, eventually, type Guide, type Stop, type Tour } from './guide.ts'

const by = 'the tour'

/** An address of a range for examples, another one on each tour: who is known from the last one would be blocked for longer. */
const someone = (network: string): string => `${network}.${1 + Math.floor(Math.random() * 254)}`

const put = async ({ output }: Guide, Key: string, Body: Uint8Array | string): Promise<void> => {
  await new S3Client(clientOptions).send(new PutObjectCommand({ Bucket: output('AccessLogsBucket'), Key, Body }))
}

/** What is in the set of those who are blocked, as WAF says. */
const blockedNow = async ({ config }: Guide): Promise<readonly string[]> => {
  const waf = new WAFV2Client(clientOptions)
  const { IPSets = [] } = await waf.send(new ListIPSetsCommand({ Scope: 'REGIONAL', Limit: 100 }))
  const { Name, Id } = IPSets.find((set) => set.Name === `${config.name}-block-ipv4`) ?? {}
  const { IPSet } = await waf.send(new GetIPSetCommand({ Scope: 'REGIONAL', Name, Id }))
  return IPSet?.Addresses ?? []
}

/** A rule of the config that blocks for errors, which the tour needs. */
const errorRule = async (guide: Guide): Promise<RuleRow> => {
  const { rules } = await readOverview(guide)
  const found = rules.find(({ mode, match }) => mode === 'block' && 'errors' in match)
  if (!found) throw new Error('No rule of the config blocks for errors')
  return found
}

/** Requests within one minute, ten minutes ago. */
const requests = (client: string, count: number, status: number, path: string): LoggedRequest[] => {
  const minute = Math.floor(Date.now() / 60_000) * 60_000 - 600_000
  return Array.from({ length: count }, (_, index) => ({
    at: new Date(minute + index * 400),
    client,
    path: status === 200 ? path : `${path}${index}.php`,
    status,
    agent: status === 200 ? 'Mozilla/5.0' : 'curl/8.5.0',
  }))
}

const attack: Stop = {
  title:
    'an attack in three late, shuffled access logs is blocked, with its evidence; a customer with as many requests is not',
  visit: async (guide) => {
    const { rule, threshold, windowMinutes } = await errorRule(guide)
    const [attacker, customer] = [someone('203.0.113'), someone('198.51.100')]
    // Two of the logs are below the threshold, all three are above it.
    const each = Math.floor((threshold - 1) / 2)
    const all = {
      attacker: requests(attacker, 3 * each, 404, '/old/'),
      customer: requests(customer, 3 * each, 200, '/checkout/cart'),
    }
    const run = Date.now()
    const logs = [2, 0, 1].map((part) => ({
      key: logKey(new Date(run), `${run}${part}`),
      body: accessLog([all.attacker, all.customer].flatMap((list) => list.filter((_, index) => index % 3 === part))),
    }))
    await Promise.all(logs.map(({ key, body }) => put(guide, key, body)))
    await eventually('the attacker in the set', async () => (await blockedNow(guide)).includes(`${attacker}/32`), 60)
    const set = await blockedNow(guide)
    check(!set.includes(`${customer}/32`), `The customer ${customer} is blocked too`)
    const why = await eventually('the block to be proven', async () => {
      const row = await whyAddress(guide, attacker)
      return row.blocks[0]?.seenAt === undefined ? undefined : row
    })
    const [block] = why.blocks
    check(why.blocks.length === 1 && block?.count === 3 * each, `It was counted as ${JSON.stringify(why.blocks)}`)
    const other = await whyAddress(guide, customer)
    check(other.blocks.length === 0, `The customer is ${other.state}: ${other.words}`)
    const { first, last, key } = block?.evidence ?? {}
    return [
      `${attacker}: ${rule}, ${block?.count} in ${windowMinutes} minutes, threshold ${threshold}, from three logs of ${each}; until ${block?.until}`,
      `first: ${first?.at} ${first?.method} ${first?.path} ${first?.status}; last: ${last?.at} ${last?.method} ${last?.path} ${last?.status}`,
      `in ${key?.split('/').at(-1)}, line ${last?.line}`,
      `${customer}: ${other.state}, with as many requests`,
    ]
  },
}

/** The config with one rule more, which asks nobody's pardon: whoever makes so many requests is out. */
const withRate = (config: Guide['config'], threshold: number): Guide['config'] => {
  const { firewall } = config
  if (!firewall) throw new Error('The config has no firewall')
  const visitors = { requests: true, threshold, window: '5 minutes', block: '1 hour', mode: 'block' } as const
  return { ...config, firewall: { ...firewall, rules: { ...firewall.rules, visitors } } }
}

const replayed: Stop = {
  title: 'the same logs are run through an edited config: its new rule would have cut off a customer',
  visit: async (guide) => {
    const { threshold } = await errorRule(guide)
    const time = { since: new Date(Date.now() - 3_600_000), until: new Date() }
    const before = await replayFirewall(guide, time)
    const edited = await replayFirewall({ ...guide, config: withRate(guide.config, threshold) }, time)
    check(!before.rows.some(({ customer }) => customer), 'The rules as they are would have cut off a customer')
    const cutOff = edited.rows.filter(({ customer, mode }) => customer && mode === 'block')
    check(cutOff.length > 0, 'The customer is not seen as one')
    return [
      `${edited.objects} log objects, ${edited.lines} lines; nothing is written`,
      `by the rules as they are: ${before.rows.map(({ address, rule }) => `${address} (${rule})`).join(', ')}`,
      ...cutOff.map(
        ({ address, rule, count }) => `by ${rule} too: ${address}, ${count} requests, who LOOKS LIKE A CUSTOMER`,
      ),
    ]
  },
}

const noLog: Stop = {
  title: 'an object that is not a log is reported once, with its name and why',
  visit: async (guide) => {
    const key = `notes-${Date.now()}.txt`
    await put(guide, key, 'Dear Sir or Madam,\nplease find the minutes of the meeting below.\n')
    const find = async () => (await readBroken(guide)).filter((row) => row.key === key)
    const [broken] = await eventually('the report', async () => {
      const found = await find()
      return found.length > 0 ? found : undefined
    })
    // As the schedule does each minute. One such object is on record and wakes nobody; where most are such, an incident says so.
    await passNow(guide)
    check((await find()).length === 1, 'It was reported more than once')
    return [`${key}: ${broken?.reason}: ${broken?.words}`]
  },
}

const onTime: Stop = {
  title: 'a block by hand is released on time, proven by a read; a reserved address cannot be blocked',
  visit: async (guide) => {
    const address = someone('192.0.2')
    const until = new Date(Date.now() + 10_000)
    const blocked = await actOnAddress(guide, address, { action: 'block', until, why: 'a tour' }, by)
    await eventually('it in the set', async () => (await blockedNow(guide)).includes(`${address}/32`), 60)
    await eventually('its release', async () => !(await blockedNow(guide)).includes(`${address}/32`), 90)
    const late = (Date.now() - until.getTime()) / 1000
    check(late <= 60, `It was released ${late.toFixed(1)} s after its time`)
    const { blocks } = await eventually('the release on record', async () => {
      const row = await whyAddress(guide, address)
      return row.blocks[0]?.releasedAt === undefined ? undefined : row
    })
    const later = new Date(Date.now() + 3_600_000)
    const refused = await actOnAddress(guide, '10.1.2.3', { action: 'block', until: later, why: 'a tour' }, by).catch(
      (error: Error) => error.message,
    )
    check(typeof refused === 'string', 'A reserved address was blocked')
    return [
      `${address}: ${blocked.state}, until ${until.toISOString()}; gone from the set ${Math.max(0, late).toFixed(1)} s after that, on record as released at ${blocks[0]?.releasedAt}`,
      `10.1.2.3: ${String(refused)}`,
    ]
  },
}

export const firewallTour: Tour = {
  stops: ({ firewall }) => (firewall ? [attack, replayed, noLog, onTime] : []),
}
