import { priceOf } from '../../../functions/hours/rules/prices.ts'
import { hoursPrices } from '../../../shared/hours/prices.ts'

const { hourly, families } = hoursPrices
const price = priceOf({})

// As AWS's pages have them, for us-east-1 and Linux.
test.each([
  ['ec2:t3.micro', 0.0104],
  ['ec2:m5.xlarge', 0.192],
  ['ec2:m7g.2xlarge', 0.3264],
  ['ec2:c6g.large', 0.068],
  ['rds:postgres:db.t4g.micro', 0.016],
  ['rds:mysql:db.m5.large', 0.171],
  ['rds:postgres:db.m5.large', 0.178],
  ['rds:aurora-mysql:db.r5.large', 0.29],
])('an hour of %s costs $%d', (item, expected) => {
  expect(price(item)).toBeCloseTo(expected, 6)
})

test('a gigabyte of gp3 costs $0.08 in a month of 730 hours', () => {
  expect(730 * (price('ebs:gp3') ?? 0)).toBeCloseTo(0.08, 6)
})

describe('no price of the list is off by a decimal place', () => {
  const storage = Object.keys(hourly).filter((item) => /^ebs:|storage/.test(item))
  test.each(storage)('a gigabyte of %s costs one to fifteen cents a month', (item) => {
    expect(730 * (price(item) ?? 0)).toBeGreaterThan(0.01)
    expect(730 * (price(item) ?? 0)).toBeLessThan(0.15)
  })

  test.each(Object.keys(families))('half a large of %s costs three to fifteen cents an hour', (family) => {
    expect(price(`${family}.medium`)).toBeGreaterThan(0.03)
    expect(price(`${family}.medium`)).toBeLessThan(0.15)
  })

  const smaller = Object.keys(hourly).filter((item) => /\.(nano|micro|small)$/.test(item))
  test.each(smaller)('%s costs its part of a medium, to a hundredth', (item) => {
    const [, family = '', size = ''] = /^(.*)\.(\w+)$/.exec(item) ?? []
    const part = { nano: 8, micro: 4, small: 2 }[size] ?? Number.NaN
    expect(Math.abs(((price(item) ?? 0) * part) / (price(`${family}.medium`) ?? 0) - 1)).toBeLessThan(0.01)
  })

  test('on Arm Fargate costs four fifths of what it does on x86, and no more than five cents for a vCPU', () => {
    for (const part of ['vcpu', 'gb'])
      expect((price(`fargate:arm64:${part}`) ?? 0) / (price(`fargate:x86_64:${part}`) ?? 0)).toBeCloseTo(0.8, 2)
    expect(price('fargate:x86_64:vcpu')).toBeLessThan(0.05)
    expect(price('fargate:x86_64:gb')).toBeLessThan(0.01)
    expect(price('address')).toBe(0.005)
  })
})

test("one's own price comes first, and what no list has costs nothing that is known", () => {
  expect(priceOf({ 'ec2:t3.micro': 0.02 })('ec2:t3.micro')).toBe(0.02)
  expect(price('ec2:t3.micron')).toBeUndefined()
  expect(price('ec2:m5.0xlarge')).toBeUndefined()
  expect(price('ec2:z9.large')).toBeUndefined()
  expect(price('toString')).toBeUndefined()
  expect(price('ec2:m5.toString')).toBeUndefined()
})
