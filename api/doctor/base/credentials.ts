import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { ask } from '../ask.ts'
import { defineCheck } from '../check.ts'
import { ok, problem } from '../finding.ts'

/** Whose credentials these are. A finding, too, where they are an account's root: those of a person or a role are meant. */
export const credentials = defineCheck({
  name: 'credentials',
  about: 'whose credentials a deployment would use',
  ask: ({ connect, config, call }) =>
    ask('sts:GetCallerIdentity', () => connect(STSClient, config.region).send(new GetCallerIdentityCommand({}), call)),
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html
  decide: ({ Account, Arn }) =>
    /^arn:[\w-]+:iam::\d+:root$/.test(Arn ?? '')
      ? [
          problem(
            `These are the root credentials of account ${Account}.`,
            'Nothing can be denied to them, and AWS warns against their daily use.',
            'Sign in as a user of IAM Identity Center or with a role of an administrator: https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html',
          ),
        ]
      : [ok(`Account ${Account}, as ${Arn}.`)],
})
