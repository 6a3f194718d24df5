/** The operations of the REST JSON services that are called here: method, path with what it names, operation. */
const routes: Readonly<Record<string, readonly (readonly [method: string, path: string, action: string])[]>> = {
  // https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html
  lambda: [
    ['POST', '/2015-03-31/functions/:FunctionName/invocations', 'Invoke'],
    ['GET', '/2015-03-31/functions/:FunctionName/configuration', 'GetFunctionConfiguration'],
    ['PUT', '/2015-03-31/functions/:FunctionName/configuration', 'UpdateFunctionConfiguration'],
    ['GET', '/2015-03-31/functions/:FunctionName', 'GetFunction'],
    ['GET', '/2015-03-31/functions', 'ListFunctions'],
    ['GET', '/2015-03-31/event-source-mappings', 'ListEventSourceMappings'],
    ['GET', '/2016-08-19/account-settings', 'GetAccountSettings'],
    ['GET', '/2024-08-31/functions/:FunctionName/recursion-config', 'GetFunctionRecursionConfig'],
  ],
  // https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Operations.html
  ses: [
    ['POST', '/v2/email/outbound-emails', 'SendEmail'],
    ['GET', '/v2/email/account', 'GetAccount'],
    ['POST', '/v2/email/identities', 'CreateEmailIdentity'],
    ['GET', '/v2/email/identities', 'ListEmailIdentities'],
    ['GET', '/v2/email/identities/:EmailIdentity', 'GetEmailIdentity'],
    ['GET', '/v2/email/configuration-sets/:ConfigurationSetName', 'GetConfigurationSet'],
    ['GET', '/v2/email/suppression/addresses/:EmailAddress', 'GetSuppressedDestination'],
  ],
  // ListFindingsV2 asks IAM for ListFindings. https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_Operations.html
  'access-analyzer': [
    ['GET', '/analyzer', 'ListAnalyzers'],
    ['POST', '/finding', 'ListFindings'],
    ['POST', '/findingv2', 'ListFindings'],
  ],
  // https://docs.aws.amazon.com/scheduler/latest/APIReference/API_Operations.html
  scheduler: [
    ['POST', '/schedules/:Name', 'CreateSchedule'],
    ['GET', '/schedules/:Name', 'GetSchedule'],
    ['PUT', '/schedules/:Name', 'UpdateSchedule'],
    ['DELETE', '/schedules/:Name', 'DeleteSchedule'],
    ['GET', '/schedules', 'ListSchedules'],
    ['GET', '/schedule-groups', 'ListScheduleGroups'],
  ],
}

const partsOf = (path: string): string[] => path.split('/').filter((part) => part !== '')

const match = (pattern: string, path: string): Readonly<Record<string, string>> | undefined => {
  const [wanted, given] = [partsOf(pattern), partsOf(path)]
  if (wanted.length !== given.length) return undefined
  const names: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? ''
    if (part.startsWith(':')) names[part.slice(1)] = decodeURIComponent(value)
    else if (part !== value) return undefined
  }
  return names
}

/** Which operation of a REST service a request is, and what its path names; nothing for another service or an unknown path. */
export const restRoute = (
  service: string,
  method: string,
  path: string,
): { readonly action: string; readonly names: Readonly<Record<string, string>> } | undefined => {
  for (const [wanted, pattern, action] of routes[service] ?? []) {
    const names = wanted === method ? match(pattern, path) : undefined
    if (names) return { action, names }
  }
  return undefined
}

/** Whether a service is spoken to by path and JSON. */
export const isRestJson = (service: string): boolean => service in routes
