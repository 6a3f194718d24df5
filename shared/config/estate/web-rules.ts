import * as z from 'zod'
import { covers } from '../../wildcards.ts'
import { nameSchema } from '../values.ts'

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html */
const pathSchema = z
  .string()
  .regex(
    /^\/[\w.$/~"'@:+&*?-]{0,127}$/,
    'a path of at most 128 letters, digits and _ - . $ / ~ " \' @ : + & with * and ? for any text and any character, such as /blog/*',
  )

const hostSchema = z
  .string()
  .regex(
    /^(?=.{1,128}$)[A-Za-z0-9.*?-]*\.[A-Za-z]+$/,
    'a host of at most 128 letters, digits, - and . with * and ? for any text and any character, such as *.shop.example',
  )

/** Text of a redirect: what AWS reads between `#{` and `}` is one of the parts of the address that was asked for. */
const partsIn = (text: string, parts: readonly string[]): boolean =>
  [...text.matchAll(/#\{([^}]*)\}?/g)].every(([whole, part = '']) => whole.endsWith('}') && parts.includes(part))

const target = (words: string, pattern: RegExp, parts: readonly string[]) =>
  z
    .string()
    .refine((text) => text.length <= 128 && pattern.test(text.replaceAll(/#\{\w+\}/g, 'x')) && partsIn(text, parts), {
      error: `${words}, of at most 128 characters; ${parts.map((part) => `#{${part}}`).join(', ')} stand for what was asked for`,
    })

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RedirectActionConfig.html */
const redirectSchema = z
  .strictObject({
    /** Default: as it was asked. */
    protocol: z.enum(['http', 'https']).optional(),
    /** Default: the same, or that of `protocol`. */
    port: z.int().min(1).max(65_535).optional(),
    /** Default: the same. */
    host: target('a host such as blog.shop.example', /^[\w.-]+$/, ['host']).optional(),
    /** Default: the same. */
    path: target('a path such as /new/#{path}', /^\/[^\s?#]*$/, ['host', 'path', 'port']).optional(),
    /** What follows the question mark. Default: the same; `''` for none. */
    query: target('a query without its question mark, such as from=blog', /^[^\s?#]*$/, [
      'host',
      'path',
      'port',
      'query',
    ]).optional(),
    /** Whether browsers keep it (301), which cannot be taken back, or ask each time (302). Default false. */
    permanent: z.boolean().default(false),
  })
  .refine(
    ({ protocol, port, host, path }) => [protocol, port, host, path].some((each) => each !== undefined),
    'a protocol, port, host or path, or it would lead to itself',
  )

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_FixedResponseActionConfig.html */
const respondSchema = z.strictObject({
  /** 200 to 299, or 400 to 599. */
  status: z
    .int()
    .refine(
      (status) => (status >= 200 && status < 300) || (status >= 400 && status < 600),
      'a status from 200 to 299, or from 400 to 599',
    ),
  /** Default `'text/plain'`. */
  type: z
    .enum(['text/plain', 'text/css', 'text/html', 'application/javascript', 'application/json'])
    .default('text/plain'),
  /** At most 1,024 characters. Default none. */
  body: z.string().max(1_024).default(''),
})

/** Conditions of a rule: values in all, and wildcards in all. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html */
const most = 5

/** Whether a host, or a pattern of hosts, is all among those of another pattern: hosts are the same in any case, paths are not. */
export const coversHost = (pattern: string, host: string): boolean => covers(pattern.toLowerCase(), host.toLowerCase())

interface Rule {
  readonly paths: readonly string[]
  readonly hosts: readonly string[]
  readonly redirect?: z.output<typeof redirectSchema> | undefined
}

/** Whether a rule is about the host to which it redirects one of its hosts. Default: as it was asked. */
const staysAtHost = ({ hosts }: Rule, host = '#{host}'): boolean =>
  host === '#{host}' || hosts.some((each) => coversHost(each, host.replaceAll('#{host}', each)))

/** Whether a rule is about the path to which it redirects one of its paths. Default: as it was asked. */
const staysAtPath = ({ paths }: Rule, path = '/#{path}'): boolean =>
  path === '/#{path}' ||
  paths.length === 0 ||
  paths.some((each) => covers(each, path.replaceAll('#{path}', each.slice(1)).replaceAll(/#\{\w+\}/g, 'x')))

/** Whether what a rule redirects to, in the protocol and at the port that were asked, comes to the same rule again. */
const leadsToItself = (rule: Rule): boolean => {
  const { redirect } = rule
  if (!redirect || redirect.protocol !== undefined || redirect.port !== undefined) return false
  const { host, path } = redirect
  // What changes nothing is a fault of its own.
  if (host === undefined && path === undefined) return false
  return staysAtHost(rule, host) && staysAtPath(rule, path)
}

const usualPorts = { http: 80, https: 443 } as const

/**
 * Whether a redirect that names a protocol or a port leads to where people ask already, and so comes to the same rule again.
 * @param asked how people ask, at the usual port
 */
export const circlesAt = (rule: Rule, asked: keyof typeof usualPorts): boolean => {
  const { redirect } = rule
  if (!redirect || (redirect.protocol === undefined && redirect.port === undefined)) return false
  const { protocol = asked, port = usualPorts[protocol], host, path } = redirect
  return protocol === asked && port === usualPorts[asked] && staysAtHost(rule, host) && staysAtPath(rule, path)
}

const ruleSchema = z
  .strictObject({
    /** Rules are asked from the smallest number on, and the first that fits counts: 1 to 50,000. */
    priority: z.int().min(1).max(50_000),
    /** Paths that it is about; with `hosts` both must fit. Together at most five. Default: every one. */
    paths: z.array(pathSchema).max(most).default([]),
    /** Hosts that it is about. Default: every one. */
    hosts: z.array(hostSchema).max(most).default([]),
    /** Where it leads to. Either this or `respond`. */
    redirect: redirectSchema.optional(),
    /** What the load balancer answers by itself. */
    respond: respondSchema.optional(),
  })
  .superRefine((rule, context) => {
    const issue = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
    const values = [...rule.paths, ...rule.hosts]
    if (values.length === 0) issue('paths', 'paths or hosts that it is about')
    if (values.length > most && rule.paths.length <= most && rule.hosts.length <= most)
      issue('hosts', `at most ${most} paths and hosts together, which is what AWS takes in a rule: make it two rules`)
    const wildcards = values.join('').replaceAll(/[^*?]/g, '').length
    if (wildcards > most)
      issue(rule.paths.length > 0 ? 'paths' : 'hosts', `at most ${most} * and ? in a rule: make it two rules`)
    if ((rule.redirect === undefined) === (rule.respond === undefined))
      issue('redirect', 'either a redirect, or a respond')
    if (leadsToItself(rule))
      issue('redirect', 'a redirect to what the rule is not about, or browsers would go round in a circle')
  })

/** AWS's number of rules of a load balancer. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html */
const mostRules = 100

export const webRulesSchema = z.record(nameSchema, ruleSchema).superRefine((rules, context) => {
  const named = Object.entries(rules)
  if (named.length > mostRules)
    context.addIssue({ code: 'custom', path: [], message: `at most ${mostRules} rules; there are ${named.length}` })
  for (const [index, [name, { priority }]] of named.entries()) {
    const [first] = named.slice(0, index).find(([, other]) => other.priority === priority) ?? []
    if (first !== undefined)
      context.addIssue({
        code: 'custom',
        path: [name, 'priority'],
        message: `a number of its own: ${first} has ${priority}`,
      })
  }
})

export type WebRules = z.output<typeof webRulesSchema>

/** Rules that never count, since one before them takes all that they are about. */
export const deadRules = (rules: WebRules): { readonly name: string; readonly by: string }[] => {
  const inOrder = Object.entries(rules).toSorted(([, one], [, other]) => one.priority - other.priority)
  const takes = (
    outer: readonly string[],
    inner: readonly string[],
    everything: string,
    takesAll: typeof covers,
  ): boolean =>
    outer.length === 0 ||
    outer.includes(everything) ||
    (inner.length > 0 && inner.every((each) => outer.some((other) => takesAll(other, each))))
  return inOrder.flatMap(([name, { paths, hosts }], index) => {
    const [by] =
      inOrder
        .slice(0, index)
        .find(
          ([, before]) => takes(before.paths, paths, '/*', covers) && takes(before.hosts, hosts, '*', coversHost),
        ) ?? []
    return by === undefined ? [] : [{ name, by }]
  })
}
