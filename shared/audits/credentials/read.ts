import { additionalColumn, type Column, columns } from './columns.ts'
import { type CsvRow, readCsv } from './csv.ts'
import { type Flag, isNothing, type Moment, readFlag, readMoment } from './values.ts'

/** An access key of a person. AWS says its number in the report, not its id. */
export interface AccessKey {
  readonly number: 1 | 2
  readonly active: Flag
  /** When it was made, or its status last changed. */
  readonly rotatedAt: Moment
  /** `none`: never, or before 22 April 2015. */
  readonly usedAt: Moment
  /** Nothing where AWS does not say it; of S3 the service is there and the region is not. */
  readonly usedRegion?: string | undefined
  readonly usedService?: string | undefined
}

/** A signing certificate of a person. */
export interface SigningCertificate {
  readonly number: 1 | 2
  readonly active: Flag
  readonly rotatedAt: Moment
}

/** A row of the report. */
export interface Person {
  readonly name: string
  /** Empty where the report does not say it. */
  readonly arn: string
  readonly isRoot: boolean
  readonly createdAt: Moment
  readonly password: {
    readonly enabled: Flag
    /** `none`: never, or before 20 October 2014. */
    readonly usedAt: Moment
    readonly changedAt: Moment
    /** When it has to be changed, where the password policy says so. */
    readonly dueAt: Moment
  }
  readonly mfa: Flag
  readonly keys: readonly AccessKey[]
  readonly certificates: readonly SigningCertificate[]
  /** Keys or certificates beyond the two that are described, in AWS's words. */
  readonly additional?: string | undefined
}

/** Something about the report itself: what could not be read, or not judged. The rest is judged nevertheless. */
export interface Problem {
  readonly code:
    | 'empty'
    | 'columns-missing'
    | 'columns-unknown'
    | 'columns-twice'
    | 'row-unreadable'
    | 'person-twice'
    | 'value-unknown'
    | 'no-date'
    | 'more-credentials'
    | 'no-root'
    | 'report-old'
    | 'report-age-unknown'
  /** For a person: what is wrong, and what to do. */
  readonly message: string
  /** From 1, as an editor counts. */
  readonly line?: number | undefined
  readonly person?: string | undefined
  readonly columns?: readonly string[] | undefined
}

export interface ReadReport {
  readonly people: readonly Person[]
  readonly problems: readonly Problem[]
}

export const rootName = '<root_account>'

const belongsTo = (arn: string, user: string): boolean => arn.startsWith('arn:') && arn.endsWith(`/${user}`)

/**
 * Names and paths may hold commas. Where nobody has put quotes around them a row has too many fields: those of name and ARN, the only ones
 * that can hold a comma, are put together so that the ARN ends with the name.
 */
const withCommas = ({ fields }: CsvRow, names: readonly string[]): readonly string[] | undefined => {
  const more = fields.length - names.length
  if (more <= 0) return undefined
  const [user, arn] = [names.indexOf('user'), names.indexOf('arn')]
  for (let inName = 0; inName <= more; inName += 1) {
    let from = 0
    const joined = names.map((_, index) => {
      const length = 1 + (index === user ? inName : 0) + (index === arn ? more - inName : 0)
      from += length
      return fields.slice(from - length, from).join(',')
    })
    const [name = '', resource = ''] = [joined[user], joined[arn]]
    // Without a column of ARNs only the name can hold them.
    if (arn === -1 ? inName === more : belongsTo(resource, name)) return joined
  }
  return undefined
}

const wrongLength = (row: CsvRow, names: readonly string[]): Problem => ({
  code: 'row-unreadable',
  line: row.line,
  message: `Line ${row.line} has ${row.fields.length} fields where the header has ${names.length}: nobody in it is judged. Generate the report again.`,
})

/** The texts of a row by column, or nothing where it cannot be told which field is which. */
const textsOf = (row: CsvRow, names: readonly string[]): ReadonlyMap<string, string> | undefined => {
  const fields = row.fields.length === names.length ? row.fields : withCommas(row, names)
  if (!fields) return undefined
  // The first column of a name counts.
  return new Map(names.map((name, index): [string, string] => [name, fields[index] ?? '']).reverse())
}

const personOf = (line: number, texts: ReadonlyMap<string, string>): { person: Person; problems: Problem[] } => {
  const name = texts.get('user') ?? ''
  const problems: Problem[] = []
  const odd = (column: Column, expected: string): void => {
    const text = texts.get(column)
    if (text === undefined) return
    problems.push({
      code: 'value-unknown',
      line,
      person: name,
      columns: [column],
      message: `${column} of ${name} is ${JSON.stringify(text)}, which is not ${expected}: what depends on it is not judged. Look at this user in IAM.`,
    })
  }
  const flag = (column: Column): Flag => {
    const value = readFlag(texts.get(column))
    if (value === 'unknown') odd(column, 'true or false')
    return value
  }
  const moment = (column: Column): Moment => {
    const value = readMoment(texts.get(column))
    if (value === 'unknown') odd(column, 'an ISO 8601 time with a zone')
    return value
  }
  const said = (column: string): string | undefined => {
    const text = texts.get(column)?.trim()
    return text === undefined || isNothing(text) ? undefined : text
  }
  const key = (number: 1 | 2): AccessKey => ({
    number,
    active: flag(`access_key_${number}_active`),
    rotatedAt: moment(`access_key_${number}_last_rotated`),
    usedAt: moment(`access_key_${number}_last_used_date`),
    usedRegion: said(`access_key_${number}_last_used_region`),
    usedService: said(`access_key_${number}_last_used_service`),
  })
  const certificate = (number: 1 | 2): SigningCertificate => ({
    number,
    active: flag(`cert_${number}_active`),
    rotatedAt: moment(`cert_${number}_last_rotated`),
  })
  const arn = said('arn') ?? ''
  const more = said(additionalColumn)
  const additional = more === '0' ? undefined : more
  if (additional !== undefined)
    problems.push({
      code: 'more-credentials',
      line,
      person: name,
      message: `${name} has credentials that the report does not describe (${additional}). Look at them: aws iam list-access-keys --user-name ${JSON.stringify(name)}`,
    })
  const person: Person = {
    name,
    arn,
    isRoot: name === rootName || /^arn:[^:]*:iam::\d*:root$/.test(arn),
    createdAt: moment('user_creation_time'),
    password: {
      enabled: flag('password_enabled'),
      usedAt: moment('password_last_used'),
      changedAt: moment('password_last_changed'),
      dueAt: moment('password_next_rotation'),
    },
    mfa: flag('mfa_active'),
    keys: [key(1), key(2)],
    certificates: [certificate(1), certificate(2)],
    additional,
  }
  return { person, problems }
}

const headerProblems = (names: readonly string[]): Problem[] => {
  const missing = columns.filter((column) => !names.includes(column))
  const unknown = names.filter((name) => name !== additionalColumn && !(columns as readonly string[]).includes(name))
  const twice = names.filter((name, index) => names.indexOf(name) !== index)
  return [
    ...(missing.length > 0
      ? [
          {
            code: 'columns-missing' as const,
            columns: missing,
            message: `The report has no ${missing.join(', ')}: what depends on that is not judged. Generate the report again.`,
          },
        ]
      : []),
    ...(unknown.length > 0
      ? [
          {
            code: 'columns-unknown' as const,
            columns: unknown,
            message: `The report has columns that are not known here (${unknown.join(', ')}): they are left out.`,
          },
        ]
      : []),
    ...(twice.length > 0
      ? [
          {
            code: 'columns-twice' as const,
            columns: twice,
            message: `The report has ${twice.join(', ')} more than once: the first counts.`,
          },
        ]
      : []),
  ]
}

/**
 * Reads a credential report: columns by their names, in any order. Never throws: what cannot be read is a problem.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
 * @param report its text, or its bytes in UTF-8, as the SDK gives them
 */
export const readCredentialReport = (report: string | Uint8Array): ReadReport => {
  const [header, ...rows] = readCsv(typeof report === 'string' ? report : new TextDecoder().decode(report))
  if (!header) return { people: [], problems: [{ code: 'empty', message: 'The report is empty. Generate it again.' }] }
  const names = header.fields.map((name) => name.trim().toLowerCase())
  const problems = headerProblems(names)
  // Without names nobody could be named.
  if (!names.includes('user')) return { people: [], problems }
  const people = new Map<string, Person>()
  for (const row of rows) {
    const texts = textsOf(row, names)
    if (!texts) {
      problems.push(wrongLength(row, names))
      continue
    }
    const read = personOf(row.line, texts)
    const { name, arn } = read.person
    const identity = arn || name
    if (name === '')
      problems.push({
        code: 'row-unreadable',
        line: row.line,
        message: `Line ${row.line} has no user: it is left out.`,
      })
    else if (people.has(identity))
      problems.push({
        code: 'person-twice',
        line: row.line,
        person: name,
        message: `${name} is in the report more than once (line ${row.line}): the first counts.`,
      })
    else {
      people.set(identity, read.person)
      problems.push(...read.problems)
    }
  }
  const found = [...people.values()]
  if (!found.some(({ isRoot }) => isRoot))
    problems.push({
      code: 'no-root',
      message: 'The report has no row of the root user: it is not judged. Generate the report again.',
    })
  return { people: found, problems }
}
