import type { BlockRow } from '../../api/firewall.ts'
import { shorten } from '../../shared/text.ts'
import { durationText } from '../../shared/time.ts'
import { type Columns, localTime, longestCell } from '../print.ts'

/** `52 in 5 minutes, threshold 50`; of a manual block who made it and why. */
export const groundsOf = ({
  count,
  threshold,
  windowMinutes,
  by,
  why,
}: Partial<Pick<BlockRow, 'count' | 'threshold' | 'windowMinutes' | 'by' | 'why'>>): string =>
  count === undefined
    ? [by, why].filter(Boolean).join(': ')
    : `${count} in ${durationText((windowMinutes ?? 1) * 60)}, threshold ${threshold}`

const stateText: Readonly<Record<BlockRow['state'], string>> = {
  blocked: 'blocked',
  counted: 'only counted',
  cut: 'no place in the set',
  released: 'released',
  late: 'known too late',
}

export const blockColumns = {
  Address: ({ address }) => address,
  State: ({ state, seenAt }) => (state === 'blocked' && seenAt === undefined ? 'on its way' : stateText[state]),
  Rule: ({ rule }) => rule,
  Because: groundsOf,
  From: ({ from }) => localTime(from),
  Until: ({ until, releasedAt }) => localTime(releasedAt ?? until),
  Customer: ({ customer }) => (customer ? 'yes' : ''),
} satisfies Columns<BlockRow>

type EvidenceLine = NonNullable<NonNullable<BlockRow['evidence']>['last']>

/** A line of a log as people read it: `02:31:07 GET shop.example/wp-login.php 404 "curl/8.5"`. */
export const evidenceText = ({ at, method, host, path, status, agent, line, key }: EvidenceLine): string =>
  [
    at,
    method,
    `${host ?? ''}${shorten(path ?? '', longestCell)}`,
    status,
    agent === undefined ? undefined : JSON.stringify(shorten(agent, longestCell)),
    key === undefined ? `(line ${line})` : `(line ${line} of ${key})`,
  ]
    .filter((part) => part !== undefined && part !== '')
    .join(' ')
