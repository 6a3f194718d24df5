import { commandIncident } from '../../../../api/alerts/incidents.ts'
import type { Act } from '../../contract/contribution.ts'
import { alertsWords } from '../../view/words/alerts.ts'

/** Acknowledges an incident in the name of whoever is signed in, by the function of alerts. */
export const acknowledge: Act = async ({ deployment, session, param, reader }) => {
  const { row, wasOver } = await commandIncident(deployment, { action: 'acknowledge', by: session.by, id: param('id') })
  const say = alertsWords[reader.language]
  return { said: wasOver ? say.wasOver(row.alarm) : say.acknowledged(row.alarm), next: '/' }
}
