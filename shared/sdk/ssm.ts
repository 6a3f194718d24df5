export { GetParameterCommand, SSMClient, StartSessionCommand } from '@aws-sdk/client-ssm'
