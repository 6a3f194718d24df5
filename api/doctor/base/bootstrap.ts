import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { stacksOf } from '../../../shared/stacks/index.ts'
import { askFor } from '../ask.ts'
import { defineCheck } from '../check.ts'
import { ok, problem } from '../finding.ts'

/** What the templates of the pinned CDK ask for. A test holds it against what they say. */
export const neededBootstrap = 6

/** Where `cdk bootstrap` writes its version. https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html */
const parameter = '/cdk-bootstrap/hnb659fds/version'

/** Whether `cdk bootstrap` has been run where stacks are deployed, and not too long ago. */
export const bootstrap = defineCheck({
  name: 'bootstrap',
  about: 'whether `cdk bootstrap` was run in the account',
  ask: async ({ config, connect, call }) => {
    const regions = [...new Set(stacksOf(config).flatMap(({ region, wanted }) => (wanted ? [region] : [])))]
    return Promise.all(
      regions.map(async (region) => {
        const answer = await askFor('ssm:GetParameter', /^ParameterNotFound$/, () =>
          connect(SSMClient, region).send(new GetParameterCommand({ Name: parameter }), call),
        )
        return { region, version: answer?.Parameter?.Value }
      }),
    )
  },
  decide: (seen) =>
    seen.map(({ region, version }) => {
      const fix = `npx cdk bootstrap aws://ACCOUNT/${region}   (ACCOUNT is the number under "credentials")`
      if (version === undefined)
        return problem(
          `The CDK is not bootstrapped in ${region}: there is no ${parameter}.`,
          'Nothing can be deployed there.',
          fix,
        )
      return Number(version) >= neededBootstrap
        ? ok(`The CDK is bootstrapped in ${region}, version ${version}; ${neededBootstrap} is needed.`)
        : problem(
            `The CDK's bootstrap in ${region} is version "${version}"; at least ${neededBootstrap} is needed.`,
            'CloudFormation refuses the templates.',
            fix,
          )
    }),
})
