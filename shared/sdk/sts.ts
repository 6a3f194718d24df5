export { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
