import { type Column, columns } from '../../../../shared/audits/credentials/columns.ts'

/** The instant at which the tests' reports are judged. */
export const now = new Date('2026-11-30T12:00:00Z')

/** ISO 8601 as AWS writes it, so many days before {@link now}. */
export const daysAgo = (days: number): string =>
  new Date(now.getTime() - days * 86_400_000).toISOString().replace('.000Z', '+00:00')

export type Row = Partial<Record<Column | 'additional_credentials_info', string>>

/** A user of whom nothing is to be said: a password that is used, MFA, no key. */
export const quiet: Readonly<Record<Column, string>> = {
  user: 'mina',
  arn: 'arn:aws:iam::123456789012:user/mina',
  user_creation_time: daysAgo(400),
  password_enabled: 'true',
  password_last_used: daysAgo(1),
  password_last_changed: daysAgo(200),
  password_next_rotation: 'N/A',
  mfa_active: 'true',
  access_key_1_active: 'false',
  access_key_1_last_rotated: 'N/A',
  access_key_1_last_used_date: 'N/A',
  access_key_1_last_used_region: 'N/A',
  access_key_1_last_used_service: 'N/A',
  access_key_2_active: 'false',
  access_key_2_last_rotated: 'N/A',
  access_key_2_last_used_date: 'N/A',
  access_key_2_last_used_region: 'N/A',
  access_key_2_last_used_service: 'N/A',
  cert_1_active: 'false',
  cert_1_last_rotated: 'N/A',
  cert_2_active: 'false',
  cert_2_last_rotated: 'N/A',
}

/** The root user of whom nothing is to be said. */
export const quietRoot: Row = {
  user: '<root_account>',
  arn: 'arn:aws:iam::123456789012:root',
  password_enabled: 'not_supported',
  password_last_used: daysAgo(200),
  password_last_changed: 'not_supported',
  password_next_rotation: 'not_supported',
}

/** A report as AWS writes it. Users differ from {@link quiet} as given; a quiet root user is before them. */
export const reportOf = (rows: readonly Row[], names: readonly string[] = columns): string =>
  [
    names.join(','),
    ...[quietRoot, ...rows].map((row) => {
      const all: Readonly<Record<string, string | undefined>> = { ...quiet, ...row }
      return names.map((name) => all[name] ?? '').join(',')
    }),
  ].join('\n')

/** An active key. @param used days ago, or never */
export const key = (number: 1 | 2, made: number, used?: number, more: Row = {}): Row => ({
  [`access_key_${number}_active`]: 'true',
  [`access_key_${number}_last_rotated`]: daysAgo(made),
  [`access_key_${number}_last_used_date`]: used === undefined ? 'N/A' : daysAgo(used),
  [`access_key_${number}_last_used_region`]: used === undefined ? 'N/A' : 'eu-west-1',
  [`access_key_${number}_last_used_service`]: used === undefined ? 'N/A' : 'sts',
  ...more,
})
