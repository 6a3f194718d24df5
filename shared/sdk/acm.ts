export { ACMClient, DescribeCertificateCommand } from '@aws-sdk/client-acm'
