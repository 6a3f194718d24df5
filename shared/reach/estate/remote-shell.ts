import type { GroupRule, ReachModel } from '../model.ts'

/** The port of SSH. */
const ssh = 22

const covers = ({ protocol, from, to }: GroupRule): boolean =>
  protocol === 'all' ||
  ((protocol === 'tcp' || protocol === 6) && (from === undefined || from <= ssh) && (to === undefined || to >= ssh))

/** Rules of security groups that let SSH in: nobody needs it, since Session Manager opens no port at all. */
export const remoteShellProblems = ({ groups = [] }: Pick<ReachModel, 'groups'>): string[] =>
  groups.flatMap(({ id, inward = [] }) =>
    // AWS makes the default group so, and nothing joins it.
    (id.endsWith('.DefaultSecurityGroup') ? [] : inward)
      .filter(covers)
      .map(
        (rule) =>
          `estate: port 22 is open in ${id} to ${Object.values(rule.peer)[0]} (${rule.resource ?? id}): expected no group that lets in SSH. Use Session Manager, which needs no port: estate.access and nightshift connect (docs/estate.md)`,
      ),
  )
