import { describe, expect, test } from '@jest/globals'
import { dollars, monthHours, networkDollars } from '../../../shared/prices.ts'

/** Dollars to the cent, as a bill has them. */
const bill = (amount: number): string => amount.toFixed(2)

describe('what AWS asks, by bills that were reckoned by hand', () => {
  test('ten million calls of Lambda with 128 MB that take 100 ms', () => {
    expect(bill(10e6 * 0.1 * 0.125 * dollars.lambdaGigabyteSecond)).toBe('1.67')
    expect(bill(10e6 * dollars.lambdaCall)).toBe('2.00')
  })

  test('ten million requests of SQS and of S3', () => {
    expect(bill(10e6 * dollars.queueRequest)).toBe('4.00')
    expect(bill(10e6 * dollars.bucketRead)).toBe('4.00')
    expect(bill(10e6 * dollars.bucketWrite)).toBe('50.00')
  })

  test('a month of what a network has, an endpoint in two zones, with a terabyte through it', () => {
    expect(bill(monthHours * networkDollars.natHour)).toBe('32.87')
    expect(bill(monthHours * networkDollars.addressHour)).toBe('3.65')
    expect(bill(2 * monthHours * networkDollars.endpointHour)).toBe('14.61')
    expect(bill(1_000 * networkDollars.natGigabyte)).toBe('45.00')
    expect(bill(1_000 * networkDollars.endpointGigabyte)).toBe('10.00')
  })
})
