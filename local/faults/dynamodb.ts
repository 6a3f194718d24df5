import { type Ask, arnOf, type Call, type Place, textOf } from './call.ts'
import { always, isOne, type Rule, type Which } from './rule.ts'

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
const refusing = (name: string, which: Omit<Which, 'service'>, code: string, message: string): Rule =>
  always(`dynamodb: ${name}`, { service: 'dynamodb', ...which }, { refuse: { status: 400, code, message } })

/** A partition, table or index takes no more for the moment. */
export const throughputExceeded = (which: Omit<Which, 'service'> = {}): Rule =>
  refusing(
    'throughput exceeded',
    which,
    'ProvisionedThroughputExceededException',
    'The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.',
  )

/** An on-demand table grows, but not as fast as it is asked. */
export const onDemandThrottled = (which: Omit<Which, 'service'> = {}): Rule =>
  refusing(
    'on-demand throttled',
    which,
    'ThrottlingException',
    'Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling your table or index so please try again shortly.',
  )

/** The account's own limit of a region. */
export const requestLimitExceeded = (which: Omit<Which, 'service'> = {}): Rule =>
  refusing(
    'request limit exceeded',
    which,
    'RequestLimitExceeded',
    'Throughput exceeds the current throughput limit for your account. Please contact AWS Support to request a limit increase.',
  )

/** DynamoDB's own fault: nobody can know whether the write was done. It was not. */
export const internalServerError = (which: Omit<Which, 'service'> = {}): Rule =>
  always(
    'dynamodb: internal error',
    { service: 'dynamodb', ...which },
    {
      refuse: {
        status: 500,
        code: 'InternalServerError',
        message: 'The request could not be processed because of an internal error.',
      },
    },
  )

type Reason = 'TransactionConflict' | 'ThrottlingError' | 'ProvisionedThroughputExceeded'

/** The actions of a transaction. */
const actionsIn = (input: Call['input']): readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(input.TransactItems) ? input.TransactItems : []

/**
 * A transaction is cancelled because another one holds the item of its first action, or there is no room for it. The SDK does not
 * try it again. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export const transactionCancelled = (
  reason: Reason = 'TransactionConflict',
  which: Omit<Which, 'service' | 'action'> = {},
): Rule => ({
  name: `dynamodb: transaction cancelled, ${reason}`,
  before: (call) => {
    if (!isOne(call, { ...which, service: 'dynamodb', action: 'TransactWriteItems' })) return undefined
    const codes = actionsIn(call.input).map((_, index) => (index === 0 ? reason : 'None'))
    return {
      refuse: {
        status: 400,
        code: 'TransactionCanceledException',
        message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(', ')}]`,
        members: {
          CancellationReasons: codes.map((Code) =>
            Code === 'None' ? { Code } : { Code, Message: 'Transaction is ongoing for the item' },
          ),
        },
      },
    }
  },
})

type Attribute = { readonly S?: string; readonly N?: string }
const asText = (value: unknown): string[] => {
  const { S, N } = (value ?? {}) as Attribute
  const text = S ?? N
  return text === undefined ? [] : [text]
}

/** The partition keys of a request or of one action in it: of its key or item, or of its key condition. */
const leadingKeys = (input: Readonly<Record<string, unknown>>): string[] => {
  const { pk } = (input.Key ?? input.Item ?? {}) as { readonly pk?: unknown }
  const value = /=\s*(:\w+)/.exec(String(input.KeyConditionExpression ?? ''))?.[1]
  const values = (input.ExpressionAttributeValues ?? {}) as Readonly<Record<string, unknown>>
  return [...asText(pk), ...(value === undefined ? [] : asText(values[value]))]
}

const transactional: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
  Get: 'GetItem',
}

/**
 * A transaction asks for what is in it. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html,
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 */
export const dynamodbAsks = ({ action, input }: Call, place: Place): Ask[] => {
  const ask = (operation: string, part: Readonly<Record<string, unknown>>): Ask => {
    const [table, index] = [textOf(part, 'TableName'), textOf(part, 'IndexName')]
    const keys = leadingKeys(part)
    return {
      action: `dynamodb:${operation}`,
      resource:
        table === undefined ? '*' : `${arnOf('dynamodb', place, `table/${table}`)}${index ? `/index/${index}` : ''}`,
      ...(keys.length > 0 ? { conditions: { 'dynamodb:LeadingKeys': keys } } : {}),
    }
  }
  const parts = actionsIn(input).flatMap((each) => Object.entries(each))
  if (parts.length === 0) return [ask(action, input)]
  return parts.map(([kind, part]) => ask(transactional[kind] ?? action, part as Readonly<Record<string, unknown>>))
}
