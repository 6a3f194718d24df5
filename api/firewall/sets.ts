import { GetIPSetCommand, ListIPSetsCommand, WAFV2Client } from '@aws-sdk/client-wafv2'
import type { FirewallSlice } from '../../functions/firewall/rules/slice.ts'
import { entryText } from '../../shared/addresses/addresses.ts'
import { type FirewallScope, regionOfScope, setNames } from '../../shared/firewall/sets.ts'
import { inParallel } from '../../shared/in-parallel.ts'
import { type FirewallSetRecord, keys } from '../../shared/ledger/records.ts'
import type { Deployment } from '../deployment.ts'

type Asked = Pick<Deployment, 'config' | 'connect' | 'ledger'>

/** A set of WAF, as `nightshift firewall --json` prints it. */
export interface SetRow {
  readonly set: string
  readonly scope: FirewallScope
  /** Entries that are in it, as WAF says now, and how many of them we have put there. */
  readonly entries: number
  readonly ours: number
  readonly limit: number
  /** Of the limit, from 0 to 1. */
  readonly share: number
  /** ISO 8601, when we last changed it. */
  readonly putAt?: string | undefined
  /** Clients that have no place in it. */
  readonly cut: number
  /** Why AWS would not change it when it was last asked: `missing`, `denied`, `full` or its own name for it. */
  readonly refused?: string | undefined
  /** How many times in a row somebody else changed it between our read and our write. */
  readonly staleTokens: number
}

/** Names and ids of the sets of a scope that are there. */
const setsOf = async (client: WAFV2Client, Scope: FirewallScope, deployment: string) => {
  const names = new Set(setNames(deployment))
  const found: { readonly Name: string; readonly Id: string }[] = []
  let NextMarker: string | undefined
  do {
    const page = await client.send(new ListIPSetsCommand({ Scope, Limit: 100, ...(NextMarker ? { NextMarker } : {}) }))
    for (const { Name = '', Id = '' } of page.IPSets ?? []) if (names.has(Name)) found.push({ Name, Id })
    // WAF gives a marker with the last page too; the one after it is empty.
    NextMarker = page.IPSets?.length ? page.NextMarker : undefined
  } while (NextMarker !== undefined)
  return found
}

const readScope = async (asked: Asked, scope: FirewallScope, limit: number): Promise<SetRow[]> => {
  const client = asked.connect(WAFV2Client, { region: regionOfScope(scope, asked.config.region) })
  const records = await asked.ledger().children<FirewallSetRecord>(keys.firewallSet('').pk, keys.firewallSet('').sk)
  return inParallel(await setsOf(client, scope, asked.config.name), 4, async ({ Name, Id }) => {
    const { IPSet } = await client.send(new GetIPSetCommand({ Scope: scope, Name, Id }))
    const entries = IPSet?.Addresses ?? []
    const record = records.find(({ set }) => set === `${scope}/${Name}`)
    const there = new Set(entries.map(entryText))
    return {
      set: Name,
      scope,
      entries: entries.length,
      ours: (record?.ours ?? []).filter((each) => there.has(entryText(each))).length,
      limit,
      share: entries.length / limit,
      putAt: record?.putAt,
      cut: record?.cut ?? 0,
      refused: record?.refused,
      staleTokens: record?.staleTokens ?? 0,
    }
  })
}

/** The sets of a deployment as WAF has them now, in each scope that its sources need. */
export const readSets = async (asked: Asked, slice: FirewallSlice): Promise<SetRow[]> => {
  const scopes = [...new Set(slice.sources.map(({ scope }) => scope))]
  return (await Promise.all(scopes.map((scope) => readScope(asked, scope, slice.setLimit)))).flat()
}
