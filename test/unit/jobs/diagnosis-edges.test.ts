import type { Clue } from '../../../functions/jobs/diagnosis/clue.ts'
import { clueOf } from '../../../functions/jobs/diagnosis/clue.ts'
import { fileFetched, pulled, secretFetched, signedIn } from '../../../functions/jobs/diagnosis/fetch.ts'
import { readText } from '../../../functions/jobs/diagnosis/text.ts'

const clue = (more: Partial<Clue>): Clue => ({
  stage: 'secret',
  stageSaid: true,
  fault: undefined,
  said: true,
  tries: undefined,
  action: undefined,
  target: undefined,
  words: '',
  ...more,
})

describe('names in a message', () => {
  test('are kept whole, and their place in the words is marked', () => {
    const secret = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop/db-AbCdEf'
    const { words, names } = readText(`CannotPullContainerError:repo/image for ${secret}: denied`)
    expect(words).toBe('cannotpullcontainererror:<> for <> denied')
    expect(names).toEqual(['repo/image', secret])
  })

  test.each([
    ['prod-env-files', '<>'],
    ['read-only', 'read-only'],
    ['db.shop.internal:5432', '<>'],
    ['192.0.2.10:443', '192.0.2.10:443'],
    ["'shop'", '<>'],
    ["shop's", "shop's"],
    ["'shop", "'shop"],
    ['"shop":', '<>'],
    ['shop.env', '<>'],
    ['"..."', '"..."'],
    ['I/O', 'i/o'],
    ['shop/db', '<>'],
  ])('are told from words: %s is read as %s', (token, word) => {
    const { words, names } = readText(`CannotPullContainerError: ${token} denied`)
    expect(words).toBe(`cannotpullcontainererror: ${word} denied`)
    expect(names).toEqual(word === '<>' ? [token.replaceAll(/^['".]|[':"]+$/g, '')] : [])
  })

  test('that say who asked are not what was asked for', () => {
    const role = 'arn:aws:sts::123456789012:assumed-role/shop-exec/1234'
    const secret = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop/db-AbCdEf'
    const target = (text: string) =>
      clueOf(readText(`ResourceInitializationError: unable to pull secrets: ${text}`))?.target
    expect(target(`${role} is not authorized on ${secret}`)).toBe(secret)
    expect(target(`${secret} is not open to ${role}`)).toBe(secret)
    expect(target(`${role} is not authorized on shop/db`)).toBe('shop/db')
    expect(target(`${role} is not authorized`)).toBeUndefined()
  })
})

describe('what could not be fetched', () => {
  test('is wrong in itself only where a secret is not as the job asks for it', () => {
    const { what } = secretFetched(clue({ fault: 'malformed', target: 'shop/db' }))
    expect(what).toBe('A secret of the task cannot be read as the job asks for it.')
    expect(secretFetched(clue({ fault: 'missing' })).what).not.toBe(what)
    expect(secretFetched(clue({ fault: 'unreachable' })).what).not.toBe(what)
    expect(fileFetched(clue({ fault: 'malformed' })).what).not.toBe(what)
    expect(fileFetched(clue({ fault: 'malformed' })).cause).toBe('env-file-not-found')
  })

  test.each([
    [undefined, 'secrets-network'],
    [1, 'secrets-denied'],
    [2, 'secrets-denied'],
    [3, 'secrets-network'],
  ])('for no reason that is known, after %s tries, is a guess: %s', (tries, cause) => {
    expect(secretFetched(clue({ tries }))).toMatchObject({ cause, certainty: 'guess' })
  })

  test('is as certain as it was said', () => {
    expect(secretFetched(clue({ fault: 'denied' }))).toMatchObject({ cause: 'secrets-denied', certainty: 'certain' })
    expect(secretFetched(clue({ fault: 'denied', said: false })).certainty).toBe('likely')
    expect(secretFetched(clue({ fault: 'unreachable' })).certainty).toBe('certain')
    expect(secretFetched(clue({ fault: 'rate limit' }))).toMatchObject({
      cause: 'secrets-network',
      certainty: 'likely',
    })
    expect(pulled(clue({ stage: 'pull' }))).toMatchObject({ cause: 'image-not-found', certainty: 'guess' })
  })

  test('is allowed by the action and the thing that were named', () => {
    const advice = (more: Partial<Clue>) => secretFetched(clue({ fault: 'denied', ...more })).advice
    const target = 'arn:aws:ssm:eu-west-1:123456789012:parameter/db'
    expect(advice({ action: 'ssm:GetParameters', target })).toBe(
      `Allow the execution role ssm:GetParameters on ${target}.`,
    )
    expect(advice({ action: 'ssm:GetParameters', target: 'db' })).toBe('Allow the execution role ssm:GetParameters.')
    expect(advice({ words: 'kms' })).toBe('Allow the execution role kms:Decrypt on the key of the secret.')
    expect(advice({ words: 'kms', action: 'ssm:GetParameters' })).toBe('Allow the execution role ssm:GetParameters.')
    expect(advice({ words: 'denied' })).toBeUndefined()
  })

  test('is tried again as often as the job allows where its service only limits how often it is asked', () => {
    expect(secretFetched(clue({ fault: 'rate limit' })).retry).toBe('yes')
    expect(secretFetched(clue({ fault: 'unreachable' })).retry).toBeUndefined()
  })

  test('of the login of ECR is a pull that is denied', () => {
    expect(signedIn(clue({ stage: 'registry login', fault: 'denied' })).cause).toBe('image-pull-denied')
    expect(signedIn(clue({ stage: 'registry login', fault: 'unreachable' })).cause).toBe('secrets-network')
  })
})
