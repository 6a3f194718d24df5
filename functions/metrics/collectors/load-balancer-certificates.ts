import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2'
import { PermanentError } from '../../../shared/errors.ts'
import { inParallel } from '../../../shared/in-parallel.ts'
import { readCertificate } from './certificates.ts'
import { configuredCollector, type SchemaKit, type Sources } from './collector.ts'

/**
 * ARNs of the certificates that a load balancer's listeners show, the default ones and those added by name. A listener has up
 * to 25 beside its default one. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
 * @throws PermanentError `missing-load-balancer`
 */
const certificatesOf = async (name: string, sources: Sources): Promise<string[]> => {
  const { ElasticLoadBalancingV2Client, DescribeLoadBalancersCommand, DescribeListenersCommand } = await import(
    '../../../shared/sdk/elastic-load-balancing-v2.ts'
  )
  const client = sources.client(ElasticLoadBalancingV2Client)
  const { LoadBalancers = [] } = await client.send(new DescribeLoadBalancersCommand({ Names: [name] }))
  const arn = LoadBalancers[0]?.LoadBalancerArn
  if (arn === undefined) throw new PermanentError('missing-load-balancer', `No load balancer ${name}`)
  // At most 50 listeners a balancer, in one page.
  const { Listeners = [] } = await client.send(new DescribeListenersCommand({ LoadBalancerArn: arn }))
  const secure = Listeners.filter(({ Protocol }) => Protocol === 'HTTPS' || Protocol === 'TLS')
  const shown = await inParallel(secure, 4, ({ ListenerArn }) => listenerCertificates(client, ListenerArn))
  return [...new Set(shown.flat())]
}

const listenerCertificates = async (
  client: ElasticLoadBalancingV2Client,
  ListenerArn: string | undefined,
): Promise<string[]> => {
  const { DescribeListenerCertificatesCommand } = await import('../../../shared/sdk/elastic-load-balancing-v2.ts')
  const arns: string[] = []
  let Marker: string | undefined
  do {
    const page = await client.send(new DescribeListenerCertificatesCommand({ ListenerArn, Marker }))
    arns.push(...(page.Certificates ?? []).flatMap(({ CertificateArn }) => CertificateArn ?? []))
    Marker = page.NextMarker
  } while (Marker)
  return arns
}

/** Load balancers, by name: the days that each certificate of their listeners has left. Those kept in IAM have no date there. */
export const loadBalancerCertificates = configuredCollector({
  kind: 'load-balancer-certificate',
  schema: ({ z }: SchemaKit) =>
    z
      .array(
        z.string().regex(/^(?!internal-)[a-zA-Z0-9][a-zA-Z0-9-]{0,31}$/, 'the name of a load balancer, not its ARN'),
      )
      .default([]),
  places: (named) => named.map((name) => ({ name })),
  text: ({ name }) => `certificates of the load balancer ${name}`,
  dimensions: ({ name }) => ({ LoadBalancer: name }),
  read: async ({ name }, sources, now) => {
    const arns = (await certificatesOf(name, sources)).filter((arn) => arn.split(':')[2] === 'acm')
    return (await inParallel(arns, 4, (arn) => readCertificate(arn, sources, now))).flat()
  },
  statements: (_place, arns) => [
    {
      actions: [
        'elasticloadbalancing:DescribeLoadBalancers',
        'elasticloadbalancing:DescribeListeners',
        'elasticloadbalancing:DescribeListenerCertificates',
      ],
      resources: ['*'],
      wildcard: 'Elastic Load Balancing has no resources for what describes.',
    },
    {
      actions: ['acm:DescribeCertificate'],
      resources: [arns.of('acm', 'certificate/*')],
      wildcard: 'Which certificates a listener shows is known only when it is asked.',
    },
  ],
  metrics: ['CertificateDaysLeft'],
})
