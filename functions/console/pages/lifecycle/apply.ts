import { applyLifecycle } from '../../../../api/lifecycle/apply.ts'
import type { Act } from '../../contract/contribution.ts'
import { lifecycleWords } from '../../view/words/lifecycle.ts'

/** Has every bucket brought to its policy now, by the function of lifecycle. */
export const apply: Act = async ({ deployment, reader }) => {
  const outcomes = await applyLifecycle(deployment)
  const count = (of: (typeof outcomes)[number]['outcome']): number =>
    outcomes.filter(({ outcome }) => outcome === of).length
  return { said: lifecycleWords[reader.language].applied(count('changed'), count('failed')), next: '/lifecycle' }
}
