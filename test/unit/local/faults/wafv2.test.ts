import { GetIPSetCommand, ListIPSetsCommand, UpdateIPSetCommand, WAFV2Client } from '@aws-sdk/client-wafv2'
import { ipSetsPlay, type PlayedSet, wafv2AsOnAws } from '../../../../local/faults/wafv2.ts'
import { wire } from './wire.ts'

const sets: readonly PlayedSet[] = [
  { name: 'block-ipv4', id: '1', scope: 'REGIONAL', version: 'IPV4', description: 'ours', addresses: ['192.0.2.0/24'] },
  { name: 'block-ipv6', id: '2', scope: 'REGIONAL', version: 'IPV6' },
  { name: 'block-ipv4', id: '3', scope: 'CLOUDFRONT', version: 'IPV4' },
]

const setUp = () => {
  let time = Date.parse('2026-11-30T10:00:00Z')
  const play = ipSetsPlay(() => new Date(time), sets, { pageSize: 1 })
  const { client, asks } = wire([play])
  const at = (region: string) => new WAFV2Client({ ...client, region })
  const home = at('ap-northeast-2')
  const about = (Id: string, Name: string, Scope: 'REGIONAL' | 'CLOUDFRONT' = 'REGIONAL') => ({ Id, Name, Scope })
  const get = (id = '1', name = 'block-ipv4') => home.send(new GetIPSetCommand(about(id, name)))
  const put = async (Addresses: string[], more: object = {}, id = '1', name = 'block-ipv4') => {
    const { LockToken } = await get(id, name)
    return home.send(new UpdateIPSetCommand({ ...about(id, name), Addresses, LockToken, ...more }))
  }
  return { play, at, home, about, get, put, asks, advance: (seconds: number) => (time += seconds * 1000) }
}

describe('sets of WAF, as on AWS', () => {
  test('a change needs the token of the set as it is, and gives a new one', async () => {
    const { home, about, get, put, advance } = setUp()
    const { LockToken } = await get()
    const { NextLockToken } = await put(['203.0.113.7/32'])
    expect(NextLockToken).not.toBe(LockToken)
    advance(1)
    const stale = new UpdateIPSetCommand({ ...about('1', 'block-ipv4'), Addresses: [], LockToken })
    await expect(home.send(stale)).rejects.toMatchObject({ name: 'WAFOptimisticLockException' })
    expect((await get()).IPSet?.Addresses).toEqual(['203.0.113.7/32'])
  })

  test('a description that is not sent back is gone', async () => {
    const { get, put } = setUp()
    expect((await get()).IPSet?.Description).toBe('ours')
    await put([])
    expect((await get()).IPSet?.Description).toBe('')
  })

  test.each([
    ['no mask', ['203.0.113.7']],
    ['everybody', ['0.0.0.0/0']],
    ['bits behind the mask', ['195.178.188.66/29']],
    ['the other family', ['2001:db8::/64']],
    ['what is not an address', ['shop.example/32']],
    ['a mask that is too long', ['203.0.113.7/33']],
  ])('an entry that has %s is refused, and nothing changes', async (_, entries) => {
    const { get, put } = setUp()
    await expect(put(entries)).rejects.toMatchObject({ name: 'WAFInvalidParameterException' })
    expect((await get()).IPSet?.Addresses).toEqual(['192.0.2.0/24'])
  })

  test('IPv4 is refused in a set of IPv6, which spells its own with all digits', async () => {
    const { get, put, advance } = setUp()
    await expect(put(['203.0.113.7/32'], {}, '2', 'block-ipv6')).rejects.toMatchObject({
      name: 'WAFInvalidParameterException',
    })
    advance(1)
    await put(['2001:DB8::/64'], {}, '2', 'block-ipv6')
    expect((await get('2', 'block-ipv6')).IPSet?.Addresses).toEqual(['2001:0db8:0000:0000:0000:0000:0000:0000/64'])
  })

  test('ten thousand entries, not one more; an entry twice is one', async () => {
    const { get, put, advance } = setUp()
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) => `198.18.${index >> 8}.${index & 255}/32`)
    await put([...many(10_000), '198.18.0.0/32'])
    expect((await get()).IPSet?.Addresses).toHaveLength(10_000)
    advance(1)
    await expect(put(many(10_001))).rejects.toMatchObject({ name: 'WAFLimitsExceededException' })
  })

  test('one change a second in a region', async () => {
    const { put, advance } = setUp()
    await put([])
    await expect(put([], {}, '2', 'block-ipv6')).rejects.toMatchObject({ name: 'ThrottlingException' })
    advance(1)
    await put([], {}, '2', 'block-ipv6')
  })

  test('CloudFront’s are known in us-east-1 alone', async () => {
    const { at, home, about } = setUp()
    const get = new GetIPSetCommand(about('3', 'block-ipv4', 'CLOUDFRONT'))
    await expect(home.send(get)).rejects.toMatchObject({ name: 'WAFInvalidParameterException' })
    expect(await at('us-east-1').send(get)).toMatchObject({ IPSet: { Id: '3' } })
  })

  test('a list comes in pages, and what is not there is not found', async () => {
    const { home, about } = setUp()
    const first = await home.send(new ListIPSetsCommand({ Scope: 'REGIONAL' }))
    expect(first.IPSets).toHaveLength(1)
    const second = await home.send(new ListIPSetsCommand({ Scope: 'REGIONAL', NextMarker: first.NextMarker }))
    expect([...(first.IPSets ?? []), ...(second.IPSets ?? [])].map(({ Name }) => Name)).toEqual([
      'block-ipv4',
      'block-ipv6',
    ])
    await expect(home.send(new GetIPSetCommand(about('9', 'block-ipv4')))).rejects.toMatchObject({
      name: 'WAFNonexistentItemException',
    })
  })

  test('a change is in effect only after a while, and a person’s makes every token stale', async () => {
    const { play, put, get, home, about, advance } = setUp()
    await put(['203.0.113.7/32'])
    expect(play.inEffect('block-ipv4', 'REGIONAL')).toEqual(['192.0.2.0/24'])
    advance(20)
    expect(play.inEffect('block-ipv4', 'REGIONAL')).toEqual(['203.0.113.7/32'])
    const { LockToken } = await get()
    play.change('block-ipv4', 'REGIONAL', (entries) => [...entries, '198.51.100.1/32'])
    await expect(
      home.send(new UpdateIPSetCommand({ ...about('1', 'block-ipv4'), Addresses: [], LockToken })),
    ).rejects.toMatchObject({ name: 'WAFOptimisticLockException' })
  })

  test('IAM is asked for one set, by its scope', async () => {
    const { get, home, asks } = setUp()
    await get()
    expect(asks()).toEqual([
      { action: 'wafv2:GetIPSet', resource: 'arn:aws:wafv2:ap-northeast-2:123456789012:regional/ipset/block-ipv4/1' },
    ])
    await home.send(new ListIPSetsCommand({ Scope: 'REGIONAL' }))
    expect(asks()).toEqual([{ action: 'wafv2:ListIPSets', resource: '*' }])
  })
})

describe('before the emulator, which takes anything', () => {
  const call = (action: string, input: object, region = 'ap-northeast-2') =>
    ({ service: 'wafv2', action, region, protocol: 'json', input: { Scope: 'REGIONAL', Id: '1', ...input } }) as const
  const answered = (body: object) => ({ status: 200, body: JSON.stringify(body) })
  const code = (outcome: unknown): string | undefined =>
    (outcome as { readonly refuse?: { readonly code: string } } | undefined)?.refuse?.code

  test('a token that is not that of the last answer, the other family and a second change within a second are refused', () => {
    let time = 0
    const rule = wafv2AsOnAws(() => new Date(time))
    const get = call('GetIPSet', {})
    expect(rule.before?.(get)).toBeUndefined()
    rule.after?.(get, answered({ LockToken: 'a', IPSet: { IPAddressVersion: 'IPV4' } }))
    const put = (LockToken: string, Addresses: readonly string[] = []) => {
      time += 1_000
      return rule.before?.(call('UpdateIPSet', { LockToken, Addresses }))
    }
    expect(code(put('b'))).toBe('WAFOptimisticLockException')
    expect(code(put('a', ['2001:db8::/64']))).toBe('WAFInvalidParameterException')
    expect(code(put('a', ['203.0.113.7']))).toBe('WAFInvalidParameterException')
    expect(put('a', ['203.0.113.7/32'])).toBeUndefined()
    rule.after?.(call('UpdateIPSet', {}), answered({ NextLockToken: 'c' }))
    expect(code(rule.before?.(call('UpdateIPSet', { LockToken: 'c', Addresses: [] })))).toBe('ThrottlingException')
    expect(code(put('a'))).toBe('WAFOptimisticLockException')
    expect(put('c')).toBeUndefined()
    expect(code(rule.before?.(call('GetIPSet', { Scope: 'CLOUDFRONT' })))).toBe('WAFInvalidParameterException')
    expect(rule.before?.(call('GetIPSet', { Scope: 'CLOUDFRONT' }, 'us-east-1'))).toBeUndefined()
    expect(rule.before?.(call('GetWebACL', {}))).toBeUndefined()
  })
})
