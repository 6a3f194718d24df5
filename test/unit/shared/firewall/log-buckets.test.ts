import { describe, expect, test } from '@jest/globals'
import { accessLogsBegin, firewallLogsBegin } from '../../../../shared/firewall/log-buckets.ts'

describe('what the name of a bucket of logs begins with', () => {
  test("is the stack's name and the resource's, in lower case, where S3's 63 characters suffice", () => {
    expect(accessLogsBegin('Shop-web')).toBe('shop-web-accesslogs')
    expect(firewallLogsBegin('shop-Operations')).toBe('shop-operations-accesslogs')
  })

  // 63 less 15 for CloudFormation's own letters, 8 for the hash of CDK and 10 for AccessLogs: 30 are left for the stack.
  test('has both as long as the stack has 30 characters', () => {
    const stack = 'a'.repeat(26)
    expect(accessLogsBegin(`${stack}-web`)).toBe(`${stack}-web-accesslogs`)
  })

  test('is what surely stays of a longer name: its first 16 characters', () => {
    expect(accessLogsBegin(`Corner-Shop-Seoul-${'b'.repeat(13)}`)).toBe('corner-shop-seou')
    expect(firewallLogsBegin(`x${'b'.repeat(200)}`)).toBe(`x${'b'.repeat(15)}`)
  })
})
