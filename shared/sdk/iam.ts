export {
  GenerateCredentialReportCommand,
  GetAccountPasswordPolicyCommand,
  GetCredentialReportCommand,
  IAMClient,
  ListServerCertificatesCommand,
} from '@aws-sdk/client-iam'
