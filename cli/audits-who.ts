import { setTimeout } from 'node:timers/promises'
import type { Command } from 'commander'
import { type WhoRow, whoDid } from '../api/audits.ts'
import { findPlace } from './deployment.ts'
import { countOption, howToSeeMore, type JsonOption, jsonOption, sinceFlag } from './options.ts'
import { noteCut, ownZone, printRows } from './print.ts'

interface Options extends JsonOption {
  readonly since?: string
  readonly limit: number
  readonly region?: string
  readonly reads?: boolean
  readonly addresses?: boolean
}

/** To the second, in the reader's own zone. */
const secondsText = (iso: string | undefined): string => (iso ? new Date(iso).toLocaleString('sv-SE') : '')

const columns = (addresses: boolean) => ({
  [`Time (${ownZone()})`]: ({ time }: WhoRow) => secondsText(time),
  Who: ({ who, via }: WhoRow) => (via ? `${who}, through ${via}` : who),
  Did: ({ service, event }: WhoRow) => (service ? `${service} ${event}` : event),
  Region: ({ region }: WhoRow) => region,
  Outcome: ({ outcome }: WhoRow) => outcome,
  ...(addresses ? { From: ({ from }: WhoRow) => from } : {}),
})

/** Adds `who <resource>` to the noun `audits`. It needs no deployment, and no trail. */
export const registerWho = (
  audits: Command,
  find: () => Promise<Parameters<typeof whoDid>[0]> = findPlace,
  pause: (ms: number) => Promise<unknown> = setTimeout,
): void => {
  audits
    .command('who <resource>')
    .description("who did what to a resource, by CloudTrail's history of 90 days; it needs no trail")
    .option(...sinceFlag)
    .option('--limit <count>', 'rows at most', countOption, 50)
    .option('--region <region>', "only there; default: the ARN's, else the deployment's and us-east-1")
    .option('--reads', 'calls that only read too')
    .option('--addresses', "clients' addresses too, which are personal data")
    .option(...jsonOption)
    .action(async (resource: string, _: object, self: Command) => {
      const { json = false, since, limit, region, reads = false, addresses = false } = self.optsWithGlobals<Options>()
      const place = await find()
      const from = since === undefined ? new Date(place.now().getTime() - 7 * 86_400_000) : new Date(since)
      const answer = await whoDid(place, { resource, since: from, limit, region, reads, addresses }, pause)
      noteCut(answer.isCut, limit, howToSeeMore(limit))
      if (answer.reads > 0) console.error(`Left out, because they only read: ${answer.reads}. See them with --reads.`)
      printRows(
        answer.rows,
        { json },
        columns(addresses),
        `CloudTrail's history has nothing of ${resource} since ${from.toISOString().slice(0, 10)}. It is complete some minutes after a call, and knows some resources, such as keys of KMS, by their ARN alone.`,
      )
    })
}
