import * as z from '../../../shared/shape.ts'
import { cut } from '../../../shared/text.ts'

export const text = z.lenient(z.string())
export const number = z.lenient(z.number())

/** Name and value, as an object or as a list of pairs: CloudWatch writes both. */
const pairs = z.union([
  z.record(z.string(), z.string()),
  z.pipe(
    z.array(z.looseObject({ name: text, value: text, Name: text, Value: text, key: text, Key: text })),
    z.transform((list) =>
      Object.fromEntries(
        list.flatMap(({ name, Name, key, Key, value, Value }) => {
          const [itsName, itsValue] = [name ?? Name ?? key ?? Key, value ?? Value]
          return itsName === undefined || itsValue === undefined ? [] : [[itsName, itsValue]]
        }),
      ),
    ),
  ),
])

/** More and longer ones are no dimensions or tags of AWS, and would fill the ledger. */
const mostPairs = 50
const longestPart = 1_024

const bounded = (all: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(all)
      .slice(0, mostPairs)
      .map(([name, value]) => [cut(name, longestPart), cut(value, longestPart)]),
  )

export const pairsSchema = z.lenient(z.pipe(pairs, z.transform(bounded)))

/** What EventBridge puts around every event. https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html */
export const eventSchema = z.object({
  id: z.string().check(z.minLength(1)),
  source: z.string().check(z.minLength(1)),
  'detail-type': z.string(),
  time: z.string(),
  account: z.catch(z.string(), ''),
  region: z.catch(z.string(), ''),
  resources: z.catch(z.array(z.string()), []),
  detail: z.catch(z.unknown(), undefined),
})

export type AwsEvent = z.infer<typeof eventSchema>
