import { createServer } from 'node:tls'
import { KeyAlgorithm } from '@aws-sdk/client-acm'
import { lookAtAcm } from '../../../../functions/audits/checks/certificates/acm.ts'
import { lookAtEndpoints } from '../../../../functions/audits/checks/certificates/endpoints.ts'
import { lookAtServerCertificates } from '../../../../functions/audits/checks/certificates/iam.ts'
import { lookAtDatabases } from '../../../../functions/audits/checks/certificates/rds.ts'
import { connectTls } from '../../../../functions/audits/world/tls.ts'
import { awsError, fakeAccess, sliceOf } from '../scene.ts'

const now = new Date('2026-11-30T05:00:00Z')
const inDays = (days: number): Date => new Date(now.getTime() + days * 86_400_000)
const shown = ({ kind, severity, title }: { kind: string; severity: string; title: string }) =>
  `${severity} ${kind}: ${title}`

describe('certificates of ACM', () => {
  const certificate = (DomainName: string, days: number, more: object = {}) => ({
    CertificateArn: `arn:aws:acm:eu-west-1:123456789012:certificate/${DomainName}`,
    DomainName,
    NotAfter: inDays(days),
    Status: 'ISSUED',
    Type: 'AMAZON_ISSUED',
    InUse: true,
    ...more,
  })
  const look = async (list: readonly object[], renewal: object = {}) => {
    const inputs: { readonly Includes?: { readonly keyTypes?: readonly string[] } }[] = []
    const access = fakeAccess(
      {
        ListCertificates: (input: (typeof inputs)[number]) => {
          inputs.push(input)
          return { CertificateSummaryList: inputs.length === 1 ? list : [] }
        },
        DescribeCertificate: { Certificate: { RenewalSummary: renewal } },
      },
      now,
    )
    const { findings } = await lookAtAcm(access, sliceOf())
    return { findings, inputs, calls: access.calls }
  }

  test('are asked for with every type of key and origin, here and for CloudFront', async () => {
    const { inputs } = await look([])
    expect(inputs).toHaveLength(2)
    expect(inputs[0]?.Includes?.keyTypes).toHaveLength(7)
    expect(inputs[0]).toMatchObject({ CertificateKeyPairOrigins: ['AWS_MANAGED', 'CUSTOMER_PROVIDED', 'ACME'] })
  })

  test.each<[string, number, object, string[]]>([
    ['far away', 31, {}, []],
    ['in a month', 29.5, {}, ['warning certificate-ends: The certificate of shop.example ends on 2026-12-29']],
    ['in a week', 7, {}, ['urgent certificate-ends: The certificate of shop.example ends on 2026-12-07']],
    [
      'over',
      -2,
      { Status: 'EXPIRED' },
      ['urgent certificate-ends: The certificate of shop.example has ended on 2026-11-28'],
    ],
    [
      'soon, and nothing uses it',
      3,
      { InUse: false },
      ['note certificate-ends: The certificate of shop.example ends on 2026-12-03'],
    ],
    ['that waits for its first validation', 3, { Status: 'PENDING_VALIDATION' }, []],
    [
      'of which ACM does not say whether something uses it',
      3,
      { InUse: undefined },
      ['urgent certificate-ends: The certificate of shop.example ends on 2026-12-03'],
    ],
    ['without an end', 0, { NotAfter: undefined }, []],
    [
      'exactly in the days of the warning',
      30,
      {},
      ['warning certificate-ends: The certificate of shop.example ends on 2026-12-30'],
    ],
    ['soon, and revoked', 3, { Status: 'REVOKED' }, []],
  ])('%s', async (_, days, more, expected) => {
    expect((await look([certificate('shop.example', days, more)])).findings.map(shown)).toEqual(expected)
  })

  test('an imported one never renews', async () => {
    const { findings, calls } = await look([certificate('shop.example', 20, { Type: 'IMPORTED' })])
    expect(findings[0]?.advice).toContain('never renews by itself')
    expect(calls).not.toContain('DescribeCertificate')
  })

  test.each([
    ['PENDING_AUTO_RENEWAL', []],
    ['SUCCESS', []],
    [
      'PENDING_VALIDATION',
      ['warning renewal-stands-still: The renewal of the certificate of shop.example waits for its validation'],
    ],
    ['FAILED', ['urgent renewal-stands-still: The renewal of the certificate of shop.example has failed']],
  ])('a renewal that is %s', async (RenewalStatus, expected) => {
    expect((await look([certificate('shop.example', 50)], { RenewalStatus })).findings.map(shown)).toEqual(expected)
  })
})

test('a certificate that is deleted while it is looked at stops no other', async () => {
  const summary = {
    CertificateArn: 'gone',
    DomainName: 'gone.example',
    NotAfter: inDays(40),
    Status: 'ISSUED',
    Type: 'AMAZON_ISSUED',
  }
  const access = fakeAccess(
    {
      ListCertificates: { CertificateSummaryList: [summary] },
      DescribeCertificate: awsError('ResourceNotFoundException', 400),
    },
    now,
  )
  expect((await lookAtAcm(access, sliceOf())).findings).toEqual([])
})

test('the types of key are all that ACM has', async () => {
  let asked: readonly string[] = []
  const access = fakeAccess({
    ListCertificates: ({ Includes }: { readonly Includes: { readonly keyTypes: readonly string[] } }) => {
      asked = Includes.keyTypes
      return {}
    },
  })
  await lookAtAcm(access, sliceOf())
  expect([...asked].sort()).toEqual(Object.values(KeyAlgorithm).sort())
})

test.each([
  [-5, 'urgent'],
  [-29, 'urgent'],
  [-30, 'note'],
  [-3_000, 'note'],
  [20, 'warning'],
])('a server certificate of IAM that ends in %d days: what nobody missed nobody uses', async (days, severity) => {
  const access = fakeAccess(
    {
      ListServerCertificates: {
        ServerCertificateMetadataList: [{ ServerCertificateName: 'old', Expiration: inDays(days) }],
      },
    },
    now,
  )
  expect((await lookAtServerCertificates(access, sliceOf())).findings.map((each) => each.severity)).toEqual([severity])
})

test.each([
  ['rds-ca-2019', '--ca-certificate-identifier rds-ca-rsa2048-g1'],
  ['rds-ca-rsa4096-g1', '--apply-action ca-certificate-rotation'],
  ['rds-ca-ecc384-g1', '--apply-action ca-certificate-rotation'],
  [undefined, '--ca-certificate-identifier rds-ca-rsa2048-g1'],
])('what to do with a database of the authority %s', async (CACertificateIdentifier, words) => {
  const instance = { DBInstanceIdentifier: 'shop', DBInstanceArn: 'arn', CertificateDetails: { ValidTill: inDays(2) } }
  const access = fakeAccess({ DescribeDBInstances: { DBInstances: [{ ...instance, CACertificateIdentifier }] } }, now)
  expect((await lookAtDatabases(access, sliceOf())).findings[0]?.advice).toContain(words)
})

test('server certificates of IAM, by pages', async () => {
  const access = fakeAccess(
    {
      ListServerCertificates: ({ Marker }: { readonly Marker?: string }) =>
        Marker === undefined
          ? {
              ServerCertificateMetadataList: [{ ServerCertificateName: 'old', Expiration: inDays(3) }],
              IsTruncated: true,
              Marker: 'm',
            }
          : {
              ServerCertificateMetadataList: [{ ServerCertificateName: 'new', Expiration: inDays(300) }],
              IsTruncated: false,
            },
    },
    now,
  )
  expect((await lookAtServerCertificates(access, sliceOf())).findings.map(shown)).toEqual([
    'urgent certificate-ends: The certificate of old ends on 2026-12-03',
  ])
})

test('certificates of database servers', async () => {
  const access = fakeAccess(
    {
      DescribeDBInstances: {
        DBInstances: [
          {
            DBInstanceIdentifier: 'shop',
            CertificateDetails: { ValidTill: inDays(20) },
            TagList: [{ Key: 'owner', Value: 'sales' }],
          },
          { DBInstanceIdentifier: 'new' },
        ],
      },
    },
    now,
  )
  expect((await lookAtDatabases(access, sliceOf())).findings).toMatchObject([{ severity: 'warning', owner: 'sales' }])
})

describe('endpoints', () => {
  const slice = sliceOf({
    certificates: { endpoints: ['shop.example', 'old.example:8443', 'gone.example', 'odd.example'] },
  })

  test('what ends, what clients distrust, and what does not answer, which stops no other', async () => {
    const access = {
      ...fakeAccess({}, now),
      connectTls: async ({ host }: { readonly host: string }) => {
        if (host === 'gone.example') throw new Error('getaddrinfo ENOTFOUND gone.example')
        const days = host === 'old.example' ? 5 : 80
        return {
          subject: host,
          issuer: 'Some CA',
          validTo: inDays(days),
          distrust: host === 'odd.example' ? 'SELF_SIGNED' : undefined,
        }
      },
    }
    const { findings, problems } = await lookAtEndpoints(access, slice)
    expect(findings.map(shown)).toEqual([
      'urgent certificate-ends: The certificate of old.example:8443 ends on 2026-12-05',
      'warning certificate-distrusted: Clients do not trust the certificate of odd.example:443',
    ])
    expect(problems).toEqual(['gone.example:443 shows no certificate: getaddrinfo ENOTFOUND gone.example'])
  })

  test.each<[string, object, string]>([
    [
      'refused',
      { code: 'ECONNREFUSED', message: 'connect ECONNREFUSED 203.0.113.7:443' },
      'ECONNREFUSED (nothing listens there)',
    ],
    [
      'refused at each of its addresses',
      { code: 'ECONNREFUSED', message: '', errors: [{ code: 'ECONNREFUSED' }, { code: 'ENETUNREACH' }] },
      'ECONNREFUSED (nothing listens there), ENETUNREACH',
    ],
    [
      'mail before STARTTLS',
      { code: 'ERR_SSL_WRONG_VERSION_NUMBER', message: '80A:error' },
      'ERR_SSL_WRONG_VERSION_NUMBER (it does not begin with TLS; STARTTLS is not tried)',
    ],
    [
      'silent',
      { message: 'shop.example:443 does not answer within 10 seconds' },
      'shop.example:443 does not answer within 10 seconds',
    ],
  ])('one that is %s says why in words that stay, and what it showed before stays open', async (_, error, why) => {
    const access = {
      ...fakeAccess({}, now),
      connectTls: async () => Promise.reject(Object.assign(new Error(), error)),
    }
    const one = sliceOf({ certificates: { endpoints: ['shop.example'] } })
    expect(await lookAtEndpoints(access, one)).toEqual({
      findings: [],
      problems: [`shop.example:443 shows no certificate: ${why}`],
      unseen: ['shop.example:443'],
    })
  })

  test('an address of IPv6, and one that is not valid yet', async () => {
    const access = {
      ...fakeAccess({}, now),
      connectTls: async () => ({ subject: 'x', issuer: 'y', validTo: inDays(90), distrust: 'CERT_NOT_YET_VALID' }),
    }
    const { findings } = await lookAtEndpoints(access, sliceOf({ certificates: { endpoints: ['[2001:db8::1]:8443'] } }))
    expect(findings).toMatchObject([
      { resource: '[2001:db8::1]:8443', advice: 'See what is shown: openssl s_client -connect [2001:db8::1]:8443' },
    ])
  })

  test('a port that speaks no TLS, or shows nothing, is an error', async () => {
    const server = createServer({})
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    await expect(connectTls({ host: 'localhost', port })).rejects.toThrow()
    await new Promise((resolve) => server.close(resolve))
    await expect(connectTls({ host: 'localhost', port })).rejects.toThrow('ECONNREFUSED')
  })
})
