import type { Language } from '../../../../shared/language.ts'

const en = {
  about: (month: string) =>
    `The month ${month} so far, in UTC, as AWS bills. What can be known without the bill, by list prices in US dollars.`,
  item: 'What',
  quantity: 'How much',
  dollars: 'US dollars',
  sent: (channel: string) => `Messages by ${channel}`,
  sentTo: (channel: string, to: string) => `${channel} to ${to}`,
  wereSent: (channels: string) => `Sent: ${channels}.`,
  sentCount: (sent: string, failed: string) => `${sent} sent, ${failed} failed`,
  more: 'There were more messages than are counted here.',
  texts: 'Text messages of this account and region, as SNS counts them',
  noTexts: 'none sent',
  ledger: 'Reads and writes of the ledger',
  units: (reads: string, writes: string) => `${reads} read units, ${writes} write units`,
  lambda: 'Calls of the functions (Lambda)',
  lambdaUse: (calls: string, seconds: string) => `${calls} calls, ${seconds} GB-seconds`,
  logs: 'What they have written into logs (CloudWatch)',
  gigabytes: (amount: string) => `${amount} GB`,
  alarms: 'Alarms, for the part of the month that is over (CloudWatch)',
  saved: 'Saved by what hours has switched off',
  unanswered: 'CloudWatch does not answer just now: what texts, the ledger and the functions cost is not known.',
  rest: 'What is free each month is not taken off. Metrics, the dashboard, storage and what stands by itself are in the bill of AWS. What a quiet month takes of everything is counted from the templates by',
}

const ko: typeof en = {
  about: (month) =>
    `${month} 이번 달 현재까지 (UTC, AWS 청구 기준). 청구서 없이 알 수 있는 것만 정가로, 미국 달러입니다.`,
  item: '항목',
  quantity: '수량',
  dollars: '미국 달러',
  sent: (channel) => `${channel} 메시지`,
  sentTo: (channel, to) => `${to}에게 ${channel}`,
  wereSent: (channels) => `보낸 메시지: ${channels}.`,
  sentCount: (sent, failed) => `전송 ${sent}건, 실패 ${failed}건`,
  more: '여기에 센 것보다 메시지가 더 많습니다.',
  texts: '이 계정과 리전의 문자 메시지 (SNS 집계)',
  noTexts: '보낸 것 없음',
  ledger: '원장 읽기와 쓰기',
  units: (reads, writes) => `읽기 ${reads}단위, 쓰기 ${writes}단위`,
  lambda: '함수 호출 (Lambda)',
  lambdaUse: (calls, seconds) => `호출 ${calls}건, ${seconds}GB-초`,
  logs: '함수가 로그에 쓴 양 (CloudWatch)',
  gigabytes: (amount) => `${amount}GB`,
  alarms: '알람, 이번 달 지난 기간 몫 (CloudWatch)',
  saved: '운영 시간으로 꺼 두어 아낀 금액',
  unanswered: '지금 CloudWatch가 응답하지 않아 문자 메시지, 원장, 함수 비용을 알 수 없습니다.',
  rest: '매달 무료인 양은 빼지 않았습니다. 지표, 대시보드, 저장소와 따로 있는 자원은 AWS 청구서에 있습니다. 조용한 한 달에 드는 전체 비용은 다음 명령이 템플릿에서 계산합니다:',
}

export const costsWords: Readonly<Record<Language, typeof en>> = { en, ko }
