import type { Language } from '../../../../shared/language.ts'

const en = {
  silent: (host: string) =>
    `${host} does not answer, so nobody can be signed in by it just now. Nothing was changed. Try again in a moment; if it lasts, sign in from the terminal.`,
  setup: (host: string) =>
    `${host} does not accept this page as one of its clients, or is no OpenID provider. Nothing was changed. The fix is in the config: compare issuer, clientId and clientSecret of console.openId with what is registered there, and register the output ConsoleRedirectUrl as the address to return to.`,
  ended: () =>
    'This sign-in is over: each can be answered once, within ten minutes, in the browser that began it. Nothing was changed. Begin again.',
  denied: (host: string) =>
    `${host} did not let you sign in, or you cancelled it there. Nothing was changed. Begin again.`,
  expired: (host: string) =>
    `What ${host} says of you has run out, or its clock is wrong. Nothing was changed. Begin again; if it lasts, report it to the people who run the provider.`,
  issuer: (host: string) =>
    `The answer was not made by ${host}, the provider that the config names. Nobody was signed in. Compare console.openId.issuer in the config with the provider’s own name for itself.`,
  audience: (host: string) =>
    `What ${host} says of you was made for another application. Nobody was signed in. Compare console.openId.clientId in the config with what is registered there.`,
  nonce: (host: string) => `What ${host} says of you belongs to another sign-in. Nobody was signed in. Begin again.`,
  token: (host: string) =>
    `The answer of ${host} cannot be trusted: its token or its signature is not valid. Nobody was signed in. Begin again.`,
  unverified: (host: string) =>
    `${host} has not verified your email address, so it does not say who you are. Nobody was signed in. Confirm the address there, then begin again.`,
  'not-allowed': (host: string) =>
    `${host} knows you, and console.openId.people of the config does not let you in. Nobody was signed in. Ask the people who run Nightshift to add your address or one of your groups, or sign in there as somebody else.`,
}

const ko: typeof en = {
  silent: (host) =>
    `${host}이(가) 응답하지 않아 지금은 이 방법으로 로그인할 수 없습니다. 바뀐 것은 없습니다. 잠시 뒤 다시 시도하고, 계속되면 터미널에서 로그인하세요.`,
  setup: (host) =>
    `${host}이(가) 이 페이지를 클라이언트로 받아들이지 않거나 OpenID 공급자가 아닙니다. 바뀐 것은 없습니다. Nightshift 관리자는 설정 console.openId의 issuer, clientId, clientSecret이 공급자에 등록된 값과 같은지 확인하고, 출력 ConsoleRedirectUrl을 돌아올 주소로 등록하세요.`,
  ended: () =>
    '이 로그인은 끝났습니다. 로그인은 시작한 브라우저에서 10분 안에 한 번만 마칠 수 있습니다. 바뀐 것은 없습니다. 다시 시작하세요.',
  denied: (host) => `${host}에서 로그인이 거부되었거나 취소되었습니다. 바뀐 것은 없습니다. 다시 시작하세요.`,
  expired: (host) =>
    `${host}의 확인이 만료되었거나 그 시계가 맞지 않습니다. 바뀐 것은 없습니다. 다시 시작하고, 계속되면 공급자 관리자에게 알리세요.`,
  issuer: (host) =>
    `설정에 있는 공급자 ${host}이(가) 만든 응답이 아닙니다. 로그인하지 않았습니다. 설정의 console.openId.issuer를 공급자가 쓰는 이름과 비교하세요.`,
  audience: (host) =>
    `${host}의 확인은 다른 애플리케이션을 위한 것입니다. 로그인하지 않았습니다. 설정의 console.openId.clientId를 등록된 값과 비교하세요.`,
  nonce: (host) => `${host}의 확인은 다른 로그인의 것입니다. 로그인하지 않았습니다. 다시 시작하세요.`,
  token: (host) =>
    `${host}의 응답을 믿을 수 없습니다. 토큰이나 서명이 올바르지 않습니다. 로그인하지 않았습니다. 다시 시작하세요.`,
  unverified: (host) =>
    `${host}에서 이메일 주소가 확인되지 않아 누구인지 알 수 없습니다. 로그인하지 않았습니다. 그곳에서 주소를 확인한 뒤 다시 시작하세요.`,
  'not-allowed': (host) =>
    `${host}에는 계정이 있지만 설정의 console.openId.people에 없습니다. 로그인하지 않았습니다. Nightshift 관리자에게 주소나 그룹을 추가해 달라고 하거나, 다른 계정으로 로그인하세요.`,
}

export const openIdWords: Readonly<Record<Language, typeof en>> = { en, ko }
