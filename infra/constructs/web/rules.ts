import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2'
import type { WebConfig } from '../../../shared/config/estate/schema.ts'
import type { WebRules } from '../../../shared/config/estate/web-rules.ts'

type Rule = WebRules[string]

/** A port that a redirect leads to: that of a protocol, where only this is named, or the same. */
const portOf = ({ protocol, port }: NonNullable<Rule['redirect']>): string | undefined => {
  if (port !== undefined) return String(port)
  return protocol === undefined ? undefined : { http: '80', https: '443' }[protocol]
}

const actionOf = ({ redirect, respond }: Rule): elb.ListenerAction => {
  if (redirect) {
    const { protocol, host, path, query, permanent } = redirect
    const port = portOf(redirect)
    return elb.ListenerAction.redirect({
      permanent,
      ...(protocol ? { protocol: protocol.toUpperCase() } : {}),
      ...(port ? { port } : {}),
      ...(host ? { host } : {}),
      ...(path ? { path } : {}),
      ...(query === undefined ? {} : { query }),
    })
  }
  const { status = 404, type = 'text/plain', body = '' } = respond ?? {}
  return elb.ListenerAction.fixedResponse(status, { contentType: type, ...(body ? { messageBody: body } : {}) })
}

/**
 * The rules of the config. Each is known to CloudFormation by its priority, which it never changes: so rules may be renamed, reordered and taken out in one
 * deployment, while AWS refuses two of one priority at any moment.
 */
export const addRules = (listener: elb.ApplicationListener, { rules }: WebConfig): void => {
  for (const rule of Object.values(rules)) {
    const { priority, paths, hosts } = rule
    listener.addAction(`Rule${priority}`, {
      priority,
      conditions: [
        ...(paths.length > 0 ? [elb.ListenerCondition.pathPatterns([...paths])] : []),
        ...(hosts.length > 0 ? [elb.ListenerCondition.hostHeaders([...hosts])] : []),
      ],
      action: actionOf(rule),
    })
  }
}
