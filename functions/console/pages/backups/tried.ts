import type { ProcessRow } from '../../../../api/backups/processes.ts'
import type { DrillRow, EncryptionRow, RestoreRow } from '../../../../api/backups/tried.ts'
import type { Asked } from '../../contract/contribution.ts'
import { engineText } from '../../view/engine-text.ts'
import { type Html, html } from '../../view/html.ts'
import { table } from '../../view/table.ts'
import { durationText, time } from '../../view/times.ts'
import { backupsWords } from '../../view/words/backups.ts'

/** Restores that are shown at most: the newest. */
const mostRestores = 20

const looks = { done: 'good', failed: 'bad', cancelled: 'quiet', open: 'info' } as const

/** How a process came out, or that it is under way. */
const badge = ({ reader }: Asked, { ended }: ProcessRow): Html => {
  const outcome = ended?.outcome ?? 'open'
  return html`<span class="badge ${looks[outcome]}">${backupsWords[reader.language].outcomes[outcome]}</span>`
}

/** Why it came out so; of one that is under way its step, and why it does not get on. */
const standing = ({ reader }: Asked, { ended, step, trouble }: ProcessRow): Html =>
  ended
    ? html`<bdi>${engineText(reader.language, ended.reason)}</bdi>`
    : html`<code>${step}</code>${trouble ? html`<p class="soft"><bdi>${engineText(reader.language, trouble)}</bdi></p>` : undefined}`

const section = (title: string, heads: Parameters<typeof table>[1], rows: readonly Html[]): Html | undefined =>
  rows.length > 0 ? html`<section><h2>${title}</h2>${table(title, heads, rows)}</section>` : undefined

const drillRow = (asked: Asked, { drill, of, open, last }: DrillRow): Html => {
  const { reader } = asked
  const say = backupsWords[reader.language]
  const shown = open ?? last
  return html`<tr><td>${shown ? badge(asked, shown) : html`<span class="badge info">${say.never}</span>`}</td><th scope="row"><bdi>${drill}</bdi></th><td><bdi>${of}</bdi></td><td>${shown ? time(reader, shown.ended?.at ?? shown.since) : undefined}</td><td class="number">${last?.outageSeconds === undefined ? undefined : durationText(reader, last.outageSeconds)}</td><td>${open ? html`<code>${open.step}</code>` : undefined}${last ? html`<p class="soft">${standing(asked, last)}</p>` : undefined}</td></tr>`
}

/** Every drill of the config, how the last one came out, and one that is under way. */
export const drillsSection = (asked: Asked, drills: readonly DrillRow[]): Html | undefined => {
  const say = backupsWords[asked.reader.language]
  return section(
    say.drills,
    [say.state, say.drill, say.of, say.when, { number: say.outage }, say.cameOut],
    drills.map((row) => drillRow(asked, row)),
  )
}

const encryptionRow = (asked: Asked, row: EncryptionRow): Html => {
  const say = backupsWords[asked.reader.language]
  const { target, name, step, ended, since } = row
  const isKept = step === 'kept' && !ended
  const state = isKept ? html`<span class="badge warn">${say.waits}</span>` : badge(asked, row)
  return html`<tr><td>${state}</td><th scope="row"><bdi>${target}</bdi></th><td>${time(asked.reader, ended?.at ?? since)}</td><td>${isKept ? say.kept(name, target) : standing(asked, row)}</td></tr>`
}

/** The newest encryption of each database: how far it is, what a person has to do, or how it came out. */
export const encryptionsSection = (asked: Asked, encryptions: readonly EncryptionRow[]): Html | undefined => {
  const say = backupsWords[asked.reader.language]
  return section(
    say.encryptions,
    [say.state, say.of, say.when, say.reason],
    encryptions.map((row) => encryptionRow(asked, row)),
  )
}

const restoreRow = (asked: Asked, row: RestoreRow): Html =>
  html`<tr><td>${badge(asked, row)}</td><th scope="row"><bdi>${row.as}</bdi></th><td><bdi>${row.target}</bdi></td><td>${time(asked.reader, row.to)}</td><td>${time(asked.reader, row.ended?.at ?? row.since)}</td><td>${standing(asked, row)}</td></tr>`

/** What people have restored to a time or from a snapshot, under way or done. */
export const restoresSection = (asked: Asked, restores: readonly RestoreRow[]): Html | undefined => {
  const say = backupsWords[asked.reader.language]
  return section(
    say.restores,
    [say.state, say.as, say.of, say.to, say.when, say.reason],
    restores.slice(0, mostRestores).map((row) => restoreRow(asked, row)),
  )
}
