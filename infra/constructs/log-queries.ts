import * as logs from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import { taskPlaceOf } from '../../shared/jobs/task-place.ts'
import type { Foundation } from './foundation.ts'

/** Log groups that one query of Logs Insights may search. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html */
const mostGroups = 50

/** A query as CloudWatch saves it. */
interface LogQuery {
  /** Without the folder. */
  readonly name: string
  readonly logGroups: readonly string[]
  /** Lines of Logs Insights QL. */
  readonly lines: readonly string[]
}

/** What there is to search, as names of log groups. */
interface SearchedLogs {
  /** Of the functions. */
  readonly functions: readonly string[]
  /** Of the jobs that have one of their own. */
  readonly jobs: readonly string[]
  /** Of the web service. */
  readonly web?: string
}

const nameGroup = 'parse @log /:(?<logGroup>.+)$/'
const isReport = 'filter type = "platform.report"'

/**
 * What Lambda and the functions write, both as JSON: our own lines (shared/log.ts), what the runtime prints of an error, and the report
 * that ends each call. https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html#platform-report
 */
const ofFunctions = (logGroups: readonly string[]): readonly LogQuery[] => [
  {
    name: 'errors-by-function',
    logGroups,
    lines: [
      'filter level = "ERROR" or (type = "platform.report" and record.status != "success")',
      nameGroup,
      'fields coalesce(error, message.errorType, errorType, record.status, "ERROR") as what',
      'fields coalesce(function_request_id, requestId, record.requestId) as call',
      'stats count_distinct(call) as calls, max(@timestamp) as last, latest(detail) as detail by logGroup, what',
      'sort calls desc',
      'limit 100',
    ],
  },
  {
    name: 'slowest-calls',
    logGroups,
    lines: [
      isReport,
      nameGroup,
      'sort record.metrics.durationMs desc',
      'display @timestamp, logGroup, record.metrics.durationMs, record.metrics.maxMemoryUsedMB, record.metrics.memorySizeMB, record.status, record.requestId',
      'limit 50',
    ],
  },
  {
    name: 'cold-starts',
    logGroups,
    lines: [
      isReport,
      nameGroup,
      'stats count(*) as calls, count(record.metrics.initDurationMs) as coldStarts, avg(record.metrics.initDurationMs) as averageMs, pct(record.metrics.initDurationMs, 95) as p95Ms, max(record.metrics.initDurationMs) as slowestMs by logGroup',
      'sort coldStarts desc',
      'limit 100',
    ],
  },
  {
    name: 'one-id',
    logGroups,
    lines: [
      '# Put the id of an incident, a message, an ETag or a call in the place of ID.',
      'filter @message like "ID"',
      nameGroup,
      'sort @timestamp asc',
      'display @timestamp, logGroup, level, message, @message',
      'limit 1000',
    ],
  },
]

const ofRuns = (functions: readonly string[]): LogQuery => ({
  name: 'one-run',
  logGroups: functions.filter((name) => name.includes('-jobs-')),
  lines: [
    '# Put the job and the time of the run, as "runs" prints it with --json, in the places of JOB and TIME.',
    'filter job = "JOB" and scheduledAt = "TIME"',
    nameGroup,
    'sort @timestamp asc',
    'display @timestamp, logGroup, message, attempt, state, cause, error, detail',
    'limit 1000',
  ],
})

const ofJobs = (logGroups: readonly string[]): LogQuery => ({
  name: 'one-job',
  logGroups,
  lines: [
    '# Put the name of the job in the place of JOB. Each task has a log stream of its own.',
    'filter @log like /-JOB$/',
    'sort @timestamp asc',
    'display @timestamp, @logStream, @message',
    'limit 10000',
  ],
})

/** Its own lines, whatever it writes: access logs as nginx and Apache write them, and JSON with a status. */
const ofWeb = (logGroup: string): readonly LogQuery[] => {
  const is5xx = '@message like /" 5[0-9][0-9] / or status >= 500 or statusCode >= 500'
  return [
    {
      name: 'web-5xx',
      logGroups: [logGroup],
      lines: [`filter ${is5xx}`, 'stats count(*) as answers by bin(5m) as time', 'sort time desc'],
    },
    {
      name: 'web-errors',
      logGroups: [logGroup],
      lines: [
        `filter ${is5xx} or @message like /(?i)\\b(error|exception|fatal|panic|traceback)\\b/`,
        'sort @timestamp desc',
        'display @timestamp, @logStream, @message',
        'limit 200',
      ],
    },
  ]
}

/** What somebody asks of the logs first. A query without anything to search is left out. */
const logQueries = ({ functions, jobs, web }: SearchedLogs): readonly LogQuery[] =>
  [...ofFunctions(functions), ofRuns(functions), ofJobs(jobs), ...(web === undefined ? [] : ofWeb(web))].filter(
    ({ logGroups }) => logGroups.length > 0,
  )

/**
 * Saves them in Logs Insights, in a folder called after the deployment. They cost nothing until somebody runs one.
 * @param web the log group of the web service, where there is one
 */
export const saveLogQueries = (scope: Construct, { config, functions }: Foundation, web?: string): void => {
  const searched: SearchedLogs = {
    functions: functions.map(({ name }) => `/nightshift/${name}`),
    jobs: Object.entries(config.jobs ?? {}).flatMap(
      ([job, each]) => taskPlaceOf(config.name, job, each).log?.group ?? [],
    ),
    ...(web === undefined ? {} : { web }),
  }
  for (const { name, logGroups, lines } of logQueries(searched))
    new logs.CfnQueryDefinition(scope, `Query-${name}`, {
      name: `${config.name}/${name}`,
      logGroupNames: logGroups.slice(0, mostGroups),
      queryString: lines
        .map((line, index) => (index === 0 || lines[index - 1]?.startsWith('#') ? line : `| ${line}`))
        .join('\n'),
    })
}
