import type { SavedQuery } from '../athena.ts'

/** Of today, in UTC: Athena then reads 24 hours at most, and no other day's files. */
const today = ['%Y', '%m', '%d']
  .map((part, index) => `${['year', 'month', 'day'][index]} = date_format(current_timestamp, '${part}')`)
  .join('\n  AND ')

const from = (table: string, where: readonly string[]): string =>
  [`FROM ${table}`, `WHERE ${today}`, ...where.map((each) => `  AND ${each}`)].join('\n')

/** A list for IN, of ids that are known when the stack is deployed. */
const listed = (ids: readonly string[]): string => ids.map((id) => `'${id}'`).join(', ')

/**
 * What somebody asks of flow logs first. Each is of today; for another day put its year, month and day in place of the three dates.
 * @param table with its database
 * @param database the subnets that databases stand in, and their port
 */
export const flowLogQueries = (
  table: string,
  database: { readonly subnetIds: readonly string[]; readonly port: number },
): readonly SavedQuery[] => [
  {
    name: 'top-talkers',
    description: 'Who sent how much to whom: the 50 largest pairs of today',
    sql: [
      'SELECT pkt_srcaddr, pkt_dstaddr, pkt_dst_aws_service, sum(bytes) AS bytes, sum(packets) AS packets',
      from(table, ["action = 'ACCEPT'", "log_status = 'OK'"]),
      'GROUP BY pkt_srcaddr, pkt_dstaddr, pkt_dst_aws_service',
      'ORDER BY bytes DESC',
      'LIMIT 50',
    ].join('\n'),
  },
  {
    name: 'rejected',
    description: 'What security groups and ACLs refused today, the most frequent first',
    sql: [
      'SELECT flow_direction, interface_id, srcaddr, dstaddr, dstport, protocol, count(*) AS times, sum(packets) AS packets',
      from(table, ["action = 'REJECT'"]),
      'GROUP BY flow_direction, interface_id, srcaddr, dstaddr, dstport, protocol',
      'ORDER BY times DESC',
      'LIMIT 100',
    ].join('\n'),
  },
  ...(database.subnetIds.length === 0
    ? []
    : [
        {
          name: 'spoke-to-the-database',
          description: 'Who spoke to the database today, or tried to, and when first and last',
          sql: [
            'SELECT srcaddr, dstaddr, action, count(*) AS flows, sum(bytes) AS bytes,',
            '  from_unixtime(min(start)) AS first, from_unixtime(max("end")) AS last',
            from(table, [
              "flow_direction = 'ingress'",
              `dstport = ${database.port}`,
              `subnet_id IN (${listed(database.subnetIds)})`,
            ]),
            'GROUP BY srcaddr, dstaddr, action',
            'ORDER BY bytes DESC',
          ].join('\n'),
        },
      ]),
]
