import { queryAnswer } from './answer.ts'
import { always, type Rule } from './rule.ts'

const service = 'iam'
const get = { service, action: 'GetCredentialReport' } as const

// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetCredentialReport.html#API_GetCredentialReport_Errors
const refusing = (name: string, status: number, code: string, message: string): Rule =>
  always(`iam: ${name}`, get, { refuse: { status, code, message } })

/** Nobody has asked for a report yet. */
export const reportNotPresent = (): Rule =>
  refusing('report not present', 410, 'ReportNotPresent', 'No report exists. Generate a new report.')

/** The last report is older than four hours. */
export const reportExpired = (): Rule =>
  refusing('report expired', 410, 'ReportExpired', 'The report has expired. Generate a new report.')

/** AWS still makes it. */
export const reportInProgress = (): Rule =>
  refusing('report in progress', 404, 'ReportInProgress', 'The report is still being generated.')

/**
 * AWS has begun to make a report, and needs some seconds; the emulator has it at once.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateCredentialReport.html
 */
export const reportStarted = (): Rule =>
  always(
    'iam: report started',
    { service, action: 'GenerateCredentialReport' },
    {
      answer: queryAnswer('GenerateCredentialReport', { State: 'STARTED', Description: 'No report exists' }),
    },
  )

/** A report as AWS would write it: the emulator's keys are all new and never used. */
export const credentialReport = (csv: string, generatedAt: Date): Rule =>
  always('iam: credential report', get, {
    answer: queryAnswer('GetCredentialReport', {
      Content: Buffer.from(csv).toString('base64'),
      ReportFormat: 'text/csv',
      GeneratedTime: generatedAt.toISOString(),
    }),
  })

/** An account without server certificates; the emulator does not know the call. */
export const noServerCertificates = (): Rule =>
  always(
    'iam: no server certificates',
    { service, action: 'ListServerCertificates' },
    {
      answer: queryAnswer('ListServerCertificates', { IsTruncated: 'false' }),
    },
  )
