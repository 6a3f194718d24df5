import type { ProofCheck } from '../../../shared/config/backups/proofs.ts'
import { questionOf } from './judge.ts'

/** How a database's own client is called, to print one value: no table around it, no prompt for a password, an exit code for an error. */
export interface CheckClient {
  readonly image: string
  readonly command: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** Variables that the client reads user and password from. */
  readonly userVariable: string
  readonly passwordVariable: string
}

/** Seconds to connect. */
const connectSeconds = '30'

/** https://www.postgresql.org/docs/current/app-psql.html, https://www.postgresql.org/docs/current/libpq-envars.html */
const postgres = (check: ProofCheck): CheckClient => ({
  image: check.image ?? 'public.ecr.aws/docker/library/postgres:17-alpine',
  command: ['psql', '-X', '-A', '-t', '-w', '-v', 'ON_ERROR_STOP=1', '-c', questionOf(check)],
  environment: {
    PGCONNECT_TIMEOUT: connectSeconds,
    PGDATABASE: check.database ?? 'postgres',
    ...(check.secret !== undefined && check.user === undefined ? {} : { PGUSER: check.user ?? 'postgres' }),
  },
  userVariable: 'PGUSER',
  passwordVariable: 'PGPASSWORD',
})

/** Host and port come from variables that mysql reads by itself; user and database do not. https://dev.mysql.com/doc/refman/8.4/en/environment-variables.html */
const mysql = (check: ProofCheck): CheckClient => ({
  image: check.image ?? 'public.ecr.aws/docker/library/mysql:8.4',
  command: [
    'sh',
    '-c',
    `exec mysql --batch --skip-column-names --connect-timeout=${connectSeconds} --host="$MYSQL_HOST" --port="$MYSQL_TCP_PORT" --user="$CHECK_USER" --database="$CHECK_DATABASE" --execute="$CHECK_SQL"`,
  ],
  environment: {
    CHECK_SQL: questionOf(check),
    CHECK_DATABASE: check.database ?? '',
    ...(check.secret !== undefined && check.user === undefined ? {} : { CHECK_USER: check.user ?? 'admin' }),
  },
  userVariable: 'CHECK_USER',
  passwordVariable: 'MYSQL_PWD',
})

/** The client of a check. */
export const clientOf = (check: ProofCheck): CheckClient => (check.client === 'mysql' ? mysql(check) : postgres(check))
