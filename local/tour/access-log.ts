import { gzipSync } from 'node:zlib'

/** A request as a load balancer sees it. */
export interface LoggedRequest {
  readonly at: Date
  readonly client: string
  readonly path: string
  readonly status: number
  readonly agent: string
}

/**
 * A line of an Application Load Balancer's access log, with its 33 fields.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html
 */
const lineOf = ({ at, client, path, status, agent }: LoggedRequest): string =>
  [
    `http ${at.toISOString().replace('Z', '123Z')} app/corner-shop/50dc6c495c0c9188 ${client}:50718 10.0.0.66:80`,
    `0.000 0.001 0.000 ${status} ${status} 34 366 "GET http://corner-shop.example:80${path} HTTP/1.1" "${agent}" - -`,
    'arn:aws:elasticloadbalancing:ap-northeast-2:123456789012:targetgroup/corner-shop/73e2d6bc24d8a067',
    `"Root=1-58337262-36d228ad5d99923122bbe354" "-" "-" 0 ${at.toISOString().replace('Z', '000Z')} "forward" "-" "-"`,
    `"10.0.0.66:80" "${status}" "-" "-" TID_1234abcd5678ef90 "-" "-" "-"`,
  ].join(' ')

/** An access log as it comes: lines in no order, packed. */
export const accessLog = (requests: readonly LoggedRequest[]): Buffer =>
  gzipSync(
    requests
      .map((request, index) => ({ line: lineOf(request), place: (index * 37) % 101 }))
      .sort((one, other) => one.place - other.place)
      .map(({ line }) => `${line}\n`)
      .join(''),
  )

/** The key of a file that a load balancer's node writes at the end of an interval. */
export const logKey = (at: Date, name: string): string =>
  `AWSLogs/123456789012/elasticloadbalancing/ap-northeast-2/${at.toISOString().slice(0, 10).replaceAll('-', '/')}/123456789012_elasticloadbalancing_ap-northeast-2_app.corner-shop.50dc6c495c0c9188_${at.toISOString().slice(0, 16).replace(/[-:]/g, '')}Z_10.0.0.7_${name}.log.gz`
