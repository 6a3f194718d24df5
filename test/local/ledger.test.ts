import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { makeLedgerTable } from '../../local/ledger-table.ts'
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts'
import { ledgerContract } from '../contract/ledger.ts'
import { putAsIs } from '../dynamodb/table-client.ts'
import { useEmulator } from './emulator.ts'

const emulator = useEmulator()
let made = 0

describe('the ledger in DynamoDB', () => {
  ledgerContract(async (items = [], now = () => new Date()) => {
    const client = new DynamoDBClient(emulator.client)
    made += 1
    const table = await makeLedgerTable(client, `ledger-${made}`)
    await putAsIs(client, table, items)
    return dynamoLedger(table, client, undefined, now)
  })
})
