import { describe, expect, test } from '@jest/globals'
import {
  comparedGlob,
  comparedPath,
  comparedPattern,
  comparedText,
  decodeBytes,
  decodeOnce,
  pathFault,
} from '../../../../shared/firewall/paths.ts'

/** What a log writes for these bytes: each character is one byte. */
const bytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')

describe('an encoded text', () => {
  test.each([
    ['%41%7a', 'Az'],
    ['%2525', '%25'],
    ['%4', '%4'],
    ['%zz%41', '%zzA'],
  ])('%s is decoded once', (text, decoded) => {
    expect(decodeOnce(text)).toBe(decoded)
  })

  test.each([
    ['no percent', 'no percent'],
    ['%41', 'A'],
    ['%2541', 'A'],
    ['%252541', 'A'],
    // A fourth encoding stays: nobody asks for a page like that but to hide it, and each round costs.
    ['%25252541', '%41'],
    ['%25', '%'],
    ['100%', '100%'],
  ])('%s is decoded until nothing changes, three times at most', (text, decoded) => {
    expect(decodeBytes(text)).toBe(decoded)
  })
})

describe('a path', () => {
  test.each([
    ['/A/B', '/a/b'],
    ['a', '/a'],
    ['//a///b', '/a/b'],
    ['\\a\\b', '/a/b'],
    ['/a/./b', '/a/b'],
    ['/a/../b', '/b'],
    ['/../../b', '/b'],
    ['/a/..', '/'],
    ['/a/b/..', '/a/'],
    ['/a/b/.', '/a/b/'],
    ['/a/b/', '/a/b/'],
    ['/a;jsessionid=1/b;x', '/a/b'],
    ['/a/..;/b', '/b'],
    ['/a/;x', '/a/'],
    ['/a/...', '/a/...'],
    ['/%77%70-login.php', '/wp-login.php'],
    ['/a%3Fb', '/a?b'],
    ['/', '/'],
    ['', '/'],
  ])('%s is compared as %s', (path, compared) => {
    expect(comparedPath(path)).toBe(compared)
  })

  test.each([
    ['two bytes', '/a%c0%afb', '/a/b'],
    ['two bytes of the second row', '/%c1%a1', '/a'],
    ['three bytes', '/a%e0%80%afb', '/a/b'],
    ['three bytes of the second row', '/%e0%81%a1', '/a'],
    ['four bytes', '/a%f0%80%80%afb', '/a/b'],
    ['four bytes of the second row', '/%f0%80%81%a1', '/a'],
    ['a dot in two', '/a/%c0%ae%c0%ae/b', '/b'],
    ['encoded twice', '/a%25c0%25afb', '/a/b'],
  ])('has an overlong character of %s as the one that it stands for', (_, path, compared) => {
    expect(comparedPath(path)).toBe(compared)
  })

  test('keeps what is UTF-8, in lower case', () => {
    expect(comparedPath(bytes('/Über/사진'))).toBe('/über/사진')
    expect(comparedPath('/%EC%82%AC')).toBe('/사')
  })
})

describe('an agent or a host', () => {
  test('is compared decoded, in lower case', () => {
    expect(comparedText('SQLmap%2f1.8')).toBe('sqlmap/1.8')
    expect(comparedText(bytes('É'))).toBe('é')
    expect(comparedText('\xff')).toBe('�')
  })

  test('has a pattern that is read the same way', () => {
    expect(comparedGlob('*SQLmap*')).toBe('*sqlmap*')
    expect(comparedGlob('É*')).toBe('é*')
  })
})

describe('a pattern of the config', () => {
  test.each([
    ['/WP-Login.php', '/wp-login.php'],
    ['*.PHP', '*.php'],
    ['/.git/*', '/.git/*'],
    ['/사진/*', '/사진/*'],
    ['*사', '*사'],
  ])('%s is compared as %s', (pattern, compared) => {
    expect(comparedPattern(pattern)).toBe(compared)
  })

  test.each(['/a', '*.php', '/.git/*', '/a%20b', '/a%2520b'])('%s has no fault', (pattern) => {
    expect(pathFault(pattern)).toBeUndefined()
  })

  test.each([
    ['wp-login.php', 'did you mean "/wp-login.php"?'],
    [' https://shop.example/x ', 'did you mean "/x"?'],
    ['https://shop.example', 'which begins with / or *'],
    ['', 'which begins with / or *'],
    ['/a?b=1', 'a path without a query, which the rule does not look at — did you mean "/a"?'],
    ['/a#b', 'did you mean "/a"?'],
    ['/a b', 'without blanks; write %20 for one'],
    ['*/../x', 'that stays one when its /../ are resolved'],
    ['*/..', 'that stays one when its /../ are resolved'],
    ['/%252525253fx', 'a path that is decoded after 3 rounds: this one is still encoded'],
  ])('%s has one, and the reason names the fix', (pattern, said) => {
    expect(pathFault(pattern)).toContain(said)
  })

  test('does not offer an empty path', () => {
    expect(pathFault('https://shop.example')).not.toContain('did you mean')
    expect(pathFault('  ')).not.toContain('did you mean')
  })
})
