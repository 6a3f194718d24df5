import type { GetEventSelectorsResponse } from '@aws-sdk/client-cloudtrail'

type Selectors = Pick<GetEventSelectorsResponse, 'EventSelectors' | 'AdvancedEventSelectors'>
type Advanced = NonNullable<Selectors['AdvancedEventSelectors']>[number]

const valuesOf = ({ FieldSelectors = [] }: Advanced, field: string): readonly string[] =>
  FieldSelectors.find(({ Field }) => Field === field)?.Equals ?? []

const isOfManagement = (selector: Advanced): boolean => valuesOf(selector, 'eventCategory').includes('Management')

/** A trail without selectors logs all management events. */
const hasNone = ({ EventSelectors = [], AdvancedEventSelectors = [] }: Selectors): boolean =>
  EventSelectors.length === 0 && AdvancedEventSelectors.length === 0

/** Whether a trail logs management events, of whatever kind: then each is a copy that AWS bills where another trail has it. */
export const logsManagement = (selectors: Selectors): boolean =>
  hasNone(selectors) ||
  (selectors.EventSelectors ?? []).some(({ IncludeManagementEvents }) => IncludeManagementEvents !== false) ||
  (selectors.AdvancedEventSelectors ?? []).some(isOfManagement)

/**
 * Whether the calls that change something are logged: EventBridge gets only what a trail logs.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
 */
export const logsChanges = (selectors: Selectors): boolean =>
  hasNone(selectors) ||
  (selectors.EventSelectors ?? []).some(
    ({ IncludeManagementEvents, ReadWriteType }) => IncludeManagementEvents !== false && ReadWriteType !== 'ReadOnly',
  ) ||
  (selectors.AdvancedEventSelectors ?? []).some(
    (selector) => isOfManagement(selector) && !valuesOf(selector, 'readOnly').includes('true'),
  )
