import { leadsNowhere } from '../../../functions/alerts/page/problem.ts'
import { errorText } from '../../../shared/errors.ts'
import { NotSeenError } from '../ask.ts'
import { defineCheck } from '../check.ts'
import { ok, problem } from '../finding.ts'

/** Whether the page behind the links answers on the internet: it is the one thing that anybody may call. */
export const acknowledgeLink = defineCheck({
  name: 'acknowledge-link',
  about: 'whether the page behind the links answers on the internet',
  onLaptop: true,
  onceDeployed: true,
  ask: async ({ get }, outputs) => {
    const address = outputs.AcknowledgeUrl ?? ''
    try {
      // An address like those in messages, which leads to no incident.
      return { address, ...(await get(`${address.replace(/\/$/, '')}/doctor`)) }
    } catch (error) {
      throw new NotSeenError(
        `${address} does not answer (${errorText(error)})`,
        'Is there a way to the internet from here? With alerts.linkBase: does that name lead to the function?',
      )
    }
  },
  decide: ({ address, status, body }, { config: { name, region } }) => {
    if (body.includes(leadsNowhere)) return [ok(`The page behind the links answers at ${address}.`)]
    const found = `${address} answered ${status}, and not with the page behind the links.`
    const meaning = 'Nobody can acknowledge by the link in a message; the terminal still can.'
    return [
      status === 403
        ? problem(
            found,
            `${meaning} Lambda does not let the internet call the function.`,
            `aws lambda get-policy --region ${region} --function-name ${name}-alerts-on-link shows who may call it; a policy of the organization can forbid public function URLs (lambda:FunctionUrlAuthType)`,
          )
        : problem(
            found,
            meaning,
            `aws logs tail --region ${region} /nightshift/${name}-alerts-on-link --since 10m   With alerts.linkBase: that name must lead to the function`,
          ),
    ]
  },
})
