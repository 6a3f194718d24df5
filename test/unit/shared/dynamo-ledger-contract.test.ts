import { dynamoLedger } from '../../../shared/ledger/dynamo-ledger.ts'
import { ledgerContract } from '../../contract/ledger.ts'
import { makeTable } from '../../dynamodb/fake-table.ts'
import { putAsIs, tableClient } from '../../dynamodb/table-client.ts'

describe.each([
  ['whose answers come whole', Number.POSITIVE_INFINITY],
  ['whose answers come two items at a time', 2],
])('the ledger over a table %s', (_, pageSize) => {
  ledgerContract(async (items = [], now = () => new Date()) => {
    const client = tableClient(makeTable([], pageSize))
    await putAsIs(client, 'ledger', items)
    return dynamoLedger('ledger', client, undefined, now)
  })
})
