import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { makeLedgerTable } from '../../local/ledger-table.ts'
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts'
import { ledgerContract } from '../contract/ledger.ts'
import { useEmulator } from './emulator.ts'

const emulator = useEmulator()
let made = 0

describe('the ledger in DynamoDB', () => {
  ledgerContract(async () => {
    const client = new DynamoDBClient(emulator.client)
    made += 1
    return dynamoLedger(await makeLedgerTable(client, `ledger-${made}`), client)
  })
})
