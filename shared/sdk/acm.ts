export {
  ACMClient,
  type CertificateSummary,
  DescribeCertificateCommand,
  type KeyAlgorithm,
  ListCertificatesCommand,
} from '@aws-sdk/client-acm'
