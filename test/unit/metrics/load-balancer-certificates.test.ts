import type { Sources } from '../../../functions/metrics/collectors/collector.ts'
import { loadBalancerCertificates } from '../../../functions/metrics/collectors/load-balancer-certificates.ts'

// The emulator has no DescribeListenerCertificates. Shapes:
// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeListenerCertificates.html
const now = new Date('2026-11-30T00:00:00Z')
const arn = (id: string) => `arn:aws:acm:eu-west-1:123456789012:certificate/${id}`
const domains: Readonly<Record<string, { readonly DomainName: string; readonly NotAfter?: Date }>> = {
  [arn('a')]: { DomainName: 'shop.example', NotAfter: new Date('2026-12-10T00:00:00Z') },
  [arn('b')]: { DomainName: '*.shop.example', NotAfter: new Date('2026-11-29T12:00:00Z') },
  [arn('c')]: { DomainName: 'pending.example' },
}

type Answer = (input: Readonly<Record<string, unknown>>) => unknown

const sourcesOf = (more: Readonly<Record<string, Answer>> = {}) => {
  const asked: string[] = []
  const answers: Readonly<Record<string, Answer>> = {
    DescribeLoadBalancersCommand: () => ({ LoadBalancers: [{ LoadBalancerArn: 'balancer' }] }),
    DescribeListenersCommand: () => ({
      Listeners: [
        { ListenerArn: 'plain', Protocol: 'HTTP' },
        { ListenerArn: 'secure', Protocol: 'HTTPS' },
        { ListenerArn: 'test', Protocol: 'HTTPS' },
      ],
    }),
    DescribeListenerCertificatesCommand: ({ ListenerArn, Marker }) =>
      ListenerArn === 'test'
        ? { Certificates: [{ CertificateArn: arn('a'), IsDefault: true }] }
        : Marker === undefined
          ? { Certificates: [{ CertificateArn: arn('a'), IsDefault: true }], NextMarker: 'more' }
          : {
              Certificates: [
                { CertificateArn: arn('b') },
                { CertificateArn: arn('c') },
                { CertificateArn: 'arn:aws:iam::123456789012:server-certificate/old' },
              ],
            },
    DescribeCertificateCommand: ({ CertificateArn }) => ({ Certificate: domains[String(CertificateArn)] }),
    ...more,
  }
  const send = async (command: { readonly input: object }) => {
    const { name } = command.constructor
    asked.push(name)
    return answers[name]?.(command.input as Readonly<Record<string, unknown>>)
  }
  const sources = { ledger: { get: async () => undefined }, client: () => ({ send }) } as unknown as Sources
  return { sources, asked }
}

const given = { deployed: {}, jobs: [] }
const read = (sources: Sources) => loadBalancerCertificates.targets(['shop'], given)[0]?.read(sources, now)

test('each certificate of each secure listener once, on every page, by its domain', async () => {
  const { sources, asked } = sourcesOf()
  expect(await read(sources)).toEqual([
    { name: 'CertificateDaysLeft', value: 10, unit: 'None', dimensions: { Certificate: 'shop.example' } },
    { name: 'CertificateDaysLeft', value: -1, unit: 'None', dimensions: { Certificate: '*.shop.example' } },
  ])
  expect(asked.filter((name) => name === 'DescribeCertificateCommand')).toHaveLength(3)
})

test('a balancer without a secure listener has none', async () => {
  const { sources } = sourcesOf({ DescribeListenersCommand: () => ({ Listeners: [{ Protocol: 'HTTP' }] }) })
  expect(await read(sources)).toEqual([])
})

test('a balancer that does not exist is named', async () => {
  const { sources } = sourcesOf({ DescribeLoadBalancersCommand: () => ({ LoadBalancers: [] }) })
  await expect(read(sources)).rejects.toThrow('No load balancer shop')
})
