import { problem } from '../explain.ts'
import { field, list } from '../references.ts'

/** The region that an ARN names. */
const regionOf = (arn: string): string => arn.split(':')[3] ?? ''

/** Copies go elsewhere, once a region, with a key of that region. */
export const copyProblems = (name: string, plan: unknown, home: unknown): string[] =>
  list(field(plan, 'copyTo')).flatMap((copy, index, all) => {
    const path = ['backups', 'plans', name, 'copyTo', index]
    const [region, key] = [field(copy, 'region'), field(copy, 'key')]
    const first = all.findIndex((each) => field(each, 'region') === region)
    return [
      ...(region !== undefined && region === home
        ? [
            problem(
              [...path, 'region'],
              region,
              'another region than the deployment has: a copy beside its original goes with it',
            ),
          ]
        : []),
      ...(region !== undefined && first < index
        ? [problem([...path, 'region'], region, `another region than copyTo[${first}] has`)]
        : []),
      ...(typeof key === 'string' && key.startsWith('arn:') && typeof region === 'string' && regionOf(key) !== region
        ? [problem([...path, 'key'], key, `a key of ${region}: keys are used in their own region alone`)]
        : []),
    ]
  })
