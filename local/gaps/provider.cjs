// The function behind every resource that local/emulator-gaps.ts turns: it makes the calls that the resource names and tells
// CloudFormation what came of them. It runs inline in the emulator, so it has no SDK and signs by itself.
const { createHash, createHmac } = require('node:crypto')

const sha256 = (text) => createHash('sha256').update(text).digest('hex')
const hmac = (key, text) => createHmac('sha256', key).update(text).digest()

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
const sign = (method, url, headers, body, service) => {
  const {
    AWS_ACCESS_KEY_ID: id,
    AWS_SECRET_ACCESS_KEY: secret,
    AWS_SESSION_TOKEN: token,
    AWS_REGION: region,
  } = process.env
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '')
  const all = { ...headers, host: url.host, 'x-amz-date': time, ...(token ? { 'x-amz-security-token': token } : {}) }
  const names = Object.keys(all).sort()
  const scope = [time.slice(0, 8), region, service, 'aws4_request']
  const request = [
    method,
    url.pathname,
    '',
    ...names.map((name) => `${name}:${all[name]}`),
    '',
    names.join(';'),
    sha256(body),
  ]
  const text = ['AWS4-HMAC-SHA256', time, scope.join('/'), sha256(request.join('\n'))].join('\n')
  const signature = hmac(scope.reduce(hmac, `AWS4${secret}`), text).toString('hex')
  const credential = `Credential=${id}/${scope.join('/')}, SignedHeaders=${names.join(';')}, Signature=${signature}`
  return { ...all, authorization: `AWS4-HMAC-SHA256 ${credential}` }
}

// CloudFormation hands numbers and booleans on as text: what has to keep its type comes wrapped.
const unwrap = (value) => {
  if (Array.isArray(value)) return value.map(unwrap)
  if (typeof value !== 'object' || value === null) return value
  if ('$typed' in value) return JSON.parse(value.$typed)
  if ('$text' in value) return typeof value.$text === 'string' ? value.$text : JSON.stringify(unwrap(value.$text))
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, unwrap(part)]))
}

const flatten = (value, name, separator) => {
  if (Array.isArray(value)) return value.flatMap((part, i) => flatten(part, `${name}${separator}${i + 1}`, separator))
  if (typeof value !== 'object') return [[name, String(value)]]
  return Object.entries(value).flatMap(([key, part]) => flatten(part, name ? `${name}.${key}` : key, separator))
}

const escapeXml = (text) => String(text).replace(/[<>&]/g, (c) => `&#${c.charCodeAt(0)};`)
const toXml = (value, name) => {
  if (Array.isArray(value)) return value.map((part) => toXml(part, name)).join('')
  if (typeof value !== 'object') return `<${name}>${escapeXml(value)}</${name}>`
  return `<${name}>${Object.entries(value)
    .map(([key, part]) => toXml(part, key))
    .join('')}</${name}>`
}

const encode = {
  ec2: ({ action, version, parameters }) => query({ Action: action, Version: version, ...parameters }, '.'),
  query: ({ action, version, parameters }) => query({ Action: action, Version: version, ...parameters }, '.member.'),
  json: ({ action, parameters }) => [
    JSON.stringify(parameters),
    { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': action },
  ],
  xml: ({ action, parameters }) => [toXml(parameters, action), { 'content-type': 'application/xml' }],
}
const query = (parameters, separator) => [
  new URLSearchParams(flatten(parameters, '', separator)).toString(),
  { 'content-type': 'application/x-www-form-urlencoded' },
]

const findJson = (value, name) => {
  if (typeof value !== 'object' || value === null) return undefined
  if (typeof value[name] === 'string') return value[name]
  return Object.values(value).reduce((found, part) => found ?? findJson(part, name), undefined)
}
const findXml = (text, name) => new RegExp(`<${name}>([^<]+)</${name}>`).exec(text)?.[1]
const find = (answer, name) => (answer.startsWith('{') ? findJson(JSON.parse(answer), name) : findXml(answer, name))

/** `{Name}` in a text becomes what an answer, or else the first call's parameters, hold under that name. */
const fill = (text, answers, parameters) =>
  text.replace(/\{(\w+)\}/g, (_, name) => {
    const found = answers.map((answer) => find(answer, name)).find((value) => value !== undefined)
    return found ?? String(parameters?.[name] ?? '')
  })

const fillAll = (value, answers) => {
  if (typeof value === 'string') return fill(value, answers)
  if (Array.isArray(value)) return value.map((part) => fillAll(part, answers))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, fillAll(part, answers)]))
}

const call = async (step) => {
  const url = new URL(step.path ?? '/', process.env.AWS_ENDPOINT_URL)
  const [body, headers] = encode[step.style](step)
  const signed = sign('POST', url, headers, body, step.service)
  const answer = await fetch(url, { method: 'POST', headers: signed, body, signal: AbortSignal.timeout(10_000) })
  const text = await answer.text()
  if (!answer.ok)
    throw new Error(`${step.action}: ${find(text, 'Message') ?? find(text, 'message') ?? text.slice(0, 500)}`)
  return text
}

const make = async ({ Calls = [], Identifier, Attributes = {} }) => {
  const steps = Calls.map((step) => ({ ...step, parameters: unwrap(step.parameters) }))
  const answers = []
  // The first call's parameters are the template's own and are left as they are; those after it may name its answer.
  for (const [index, step] of steps.entries())
    answers.push(await call(index === 0 ? step : { ...step, parameters: fillAll(step.parameters, answers) }))
  const told = (text) => fill(text, answers, steps[0]?.parameters)
  return {
    PhysicalResourceId: told(Identifier),
    Data: Object.fromEntries(Object.entries(Attributes).map(([name, text]) => [name, told(text)])),
  }
}

exports.handler = async ({ RequestType, ResponseURL, PhysicalResourceId, ResourceProperties, ...event }) => {
  const { StackId, RequestId, LogicalResourceId } = event
  const made =
    // What was made ends with the emulator, which keeps nothing.
    RequestType === 'Delete' ? Promise.resolve({ PhysicalResourceId }) : make(ResourceProperties)
  const outcome = await made.then(
    (data) => ({ Status: 'SUCCESS', ...data }),
    (error) => ({
      Status: 'FAILED',
      Reason: error.message,
      PhysicalResourceId: PhysicalResourceId ?? LogicalResourceId,
    }),
  )
  await fetch(ResponseURL, {
    method: 'PUT',
    body: JSON.stringify({ StackId, RequestId, LogicalResourceId, ...outcome }),
  })
}
