import {
  canonicalAddress,
  canonicalEndpoint,
  cidrText,
  clientOf,
  parseRange,
  rangeContains,
  rangesMeet,
} from '../../../shared/addresses/addresses.ts'
import { isNever, isOfCdn, type NeverLists, whyNever } from '../../../shared/firewall/never.ts'

const range = (text: string) => {
  const read = parseRange(text)
  if (!read) throw new RangeError(text)
  return read
}

describe('one client has one text', () => {
  test.each<[string, string]>([
    ['203.0.113.7', '203.0.113.7'],
    [' 203.0.113.7 ', '203.0.113.7'],
    ['203.0.113.7:443', '203.0.113.7'],
    ['[203.0.113.7]:443', '203.0.113.7'],
    ['0.0.0.0', '0.0.0.0'],
    ['255.255.255.255', '255.255.255.255'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::FFFF:203.0.113.7', '203.0.113.7'],
    ['::ffff:cb00:7107', '203.0.113.7'],
    ['0:0:0:0:0:ffff:203.0.113.7', '203.0.113.7'],
    ['[::ffff:203.0.113.7]:8080', '203.0.113.7'],
    ['2001:DB8::1', '2001:db8::1'],
    ['2001:0db8:0000:0000:0000:0000:0000:0001', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['2001:db8:1:2:3:4:5:6:50718', '2001:db8:1:2:3:4:5:6'],
    ['2001:db8::f215:50718', '2001:db8::f215'],
    ['2001:db8::f215:5071', '2001:db8::f215:5071'],
    ['fe80::1%eth0', 'fe80::1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['::', '::'],
    ['1::', '1::'],
    ['::1.2.3.4', '::102:304'],
    ['64:ff9b::203.0.113.7', '64:ff9b::cb00:7107'],
  ])('%s is %s', (text, expected) => {
    expect(canonicalAddress(text)).toBe(expected)
    expect(canonicalAddress(expected)).toBe(expected)
  })

  test.each([
    '',
    ' ',
    '-',
    'unknown',
    '999.1.1.1',
    '1.2.3',
    '127.1',
    '1.2.3.4.5',
    '010.0.0.1',
    '203.0.113.007',
    '0x7f.0.0.1',
    '2130706433',
    '203.0.113.7:99999',
    '203.0.113.7:',
    '203.0.113.7:http',
    '203.0.113.0/24',
    '[203.0.113.7',
    '[2001:db8::1]:99999',
    '2001:db8:::1',
    '2001:db8::1::2',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9:10',
    '12345::',
    '::ffff:999.1.1.1',
    'g::1',
    'localhost',
    '１.2.3.4',
    '203.0.113.7, 198.51.100.9',
  ])('%j is nobody', (text) => {
    expect(canonicalAddress(text)).toBeUndefined()
    expect(clientOf(text, 64)).toBeUndefined()
  })

  test.each<[string, string]>([
    ['203.0.113.7:50718', '203.0.113.7'],
    ['203.0.113.7', '203.0.113.7'],
    ['2a02:8071:0:0:0:0:0:f215:50718', '2a02:8071::f215'],
    ['2a02:8071::f215:5071', '2a02:8071::f215'],
    ['2a02:8071:1:2:3:4:5:f215', '2a02:8071:1:2:3:4:5:f215'],
    ['2a02:8071::f215', '2a02:8071::f215'],
    ['[2a02:8071::f215]:443', '2a02:8071::f215'],
  ])('an endpoint %s is %s', (text, expected) => {
    expect(canonicalEndpoint(text)).toBe(expected)
  })

  test.each<[string, 64 | 128, string]>([
    ['2001:DB8:1:2:3:4:5:6', 64, '2001:db8:1:2::/64'],
    ['2001:DB8:1:2:3:4:5:6', 128, '2001:db8:1:2:3:4:5:6'],
    ['::ffff:203.0.113.7', 64, '203.0.113.7'],
    ['203.0.113.7:80', 64, '203.0.113.7'],
    ['2001:db8::', 64, '2001:db8::/64'],
  ])('%s by %i is the client %s', (text, bits, expected) => {
    expect(clientOf(text, bits)).toBe(expected)
  })
})

describe('ranges', () => {
  test.each<[string, string]>([
    ['203.0.113.7', '203.0.113.7/32'],
    ['203.0.113.7/24', '203.0.113.0/24'],
    ['10.1.2.3/8', '10.0.0.0/8'],
    ['2001:db8::7/64', '2001:db8::/64'],
    ['2001:DB8::7', '2001:db8::7/128'],
    ['[2001:db8::7]', '2001:db8::7/128'],
    ['::ffff:203.0.113.0/120', '203.0.113.0/24'],
    ['::ffff:0:0/96', '0.0.0.0/0'],
    ['::ffff:0:0/95', '::fffe:0:0/95'],
    ['::/0', '::/0'],
  ])('%s is %s', (text, expected) => {
    expect(cidrText(range(text))).toBe(expected)
  })

  test.each([
    '',
    '203.0.113.0/33',
    '203.0.113.0/',
    '203.0.113.0/-1',
    '203.0.113.0/08',
    '2001:db8::/129',
    '203.0.113/24',
    'x/8',
    '1.2.3.4:80/32',
    '203.0.113.0/24/24',
  ])('%j is none', (text) => {
    expect(parseRange(text)).toBeUndefined()
  })

  test.each<[string, string, boolean]>([
    ['203.0.113.0/24', '203.0.113.7', true],
    ['203.0.113.0/24', '203.0.114.7', false],
    ['203.0.113.7', '203.0.113.0/24', false],
    ['0.0.0.0/0', '2001:db8::1', false],
    ['::/0', '2001:db8::1', true],
    ['2001:db8::/32', '2001:db8:ffff:1::/64', true],
  ])('%s contains %s: %s', (outer, inner, expected) => {
    expect(rangeContains(range(outer), range(inner))).toBe(expected)
    expect(rangesMeet(range(inner), range(outer))).toBe(rangesMeet(range(outer), range(inner)))
  })
})

const lists: NeverLists = {
  allow: ['198.51.100.7', '2001:db8:a::5'],
  own: ['203.0.113.0/28'],
  proxies: ['192.0.2.0/24'],
}

describe('who is never blocked', () => {
  test.each<[string, string | undefined]>([
    // The facts' list, its edges, and what a library's "is private" says yes to as well.
    ['0.1.2.3', 'reserved'],
    ['10.255.255.255', 'reserved'],
    ['11.0.0.0', undefined],
    ['100.64.0.1', 'reserved'],
    ['100.63.255.255', undefined],
    ['100.128.0.0', undefined],
    ['127.0.0.1', 'reserved'],
    ['169.254.169.254', 'reserved'],
    ['172.16.0.0', 'reserved'],
    ['172.31.255.255', 'reserved'],
    ['172.32.0.0', undefined],
    ['192.168.0.1', 'reserved'],
    ['192.169.0.1', undefined],
    ['223.255.255.255', undefined],
    ['224.0.0.1', 'reserved'],
    ['255.255.255.255', 'reserved'],
    ['198.51.100.8', undefined],
    ['203.0.113.200', undefined],
    ['192.0.0.1', undefined],
    ['198.18.0.1', undefined],
    ['240.0.0.1', 'reserved'],
    ['::', 'reserved'],
    ['::1', 'reserved'],
    ['::2', undefined],
    ['fc00::1', 'reserved'],
    ['fdff:ffff::1', 'reserved'],
    ['fe80::1', 'reserved'],
    ['febf::1', 'reserved'],
    ['fec0::1', undefined],
    ['ff02::1', 'reserved'],
    ['2001:db8::1', undefined],
    ['::ffff:10.0.0.1', 'reserved'],
    // The lists, and what contains one of them.
    ['198.51.100.7', 'allowed'],
    ['198.51.100.0/24', 'allowed'],
    ['2001:db8:a::/64', 'allowed'],
    ['2001:db8:a:1::/64', undefined],
    ['203.0.113.15', 'own'],
    ['203.0.113.16', undefined],
    ['203.0.113.0/24', 'own'],
    ['192.0.2.9', 'proxy'],
    ['::/64', 'reserved'],
    ['8.0.0.0/6', 'reserved'],
    // Published ranges, and what contains one.
    ['13.32.0.1', 'cdn'],
    ['13.34.0.1', undefined],
    ['104.16.5.5', 'cdn'],
    ['151.101.1.1', 'cdn'],
    ['2606:4700::6810:1', 'cdn'],
    ['2606:4700:1:1::/64', 'cdn'],
    ['2a04:4e42:600::/64', 'cdn'],
    ['1.1.1.1', undefined],
    ['52.82.0.0/16', 'cdn'],
  ])('%s: %s', (text, because) => {
    expect(whyNever(range(text), lists)?.because).toBe(because)
    expect(isNever(range(text), lists)).toBe(because !== undefined)
  })

  it('names the range that says so', () => {
    expect(whyNever(range('2001:db8:a::/64'), lists)).toEqual({ because: 'allowed', range: '2001:db8:a::5' })
  })

  it('knows addresses of content delivery networks', () => {
    expect(isOfCdn(range('13.32.0.1'))).toBe(true)
    expect(isOfCdn(range('203.0.113.7'))).toBe(false)
  })
})
