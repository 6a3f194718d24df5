import { createPublicKey } from 'node:crypto'
import * as z from 'zod'

/** CloudFront takes RSA keys of 2,048 bits and ECDSA keys of the curve P-256. */
const isKeyOfCloudFront = (pem: string): boolean => {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPublicKey(pem)
    return asymmetricKeyType === 'rsa'
      ? asymmetricKeyDetails?.modulusLength === 2048
      : asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1'
  } catch {
    return false
  }
}

const publicKeySchema = z
  .string()
  .refine((pem) => !pem.includes('PRIVATE KEY'), {
    error: 'the public key; a private key belongs in no config. Take this one for lost and make another',
    abort: true,
  })
  .refine(
    isKeyOfCloudFront,
    'a public key in PEM, RSA of 2048 bits or ECDSA P-256: openssl rsa -pubout -in private.pem',
  )

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-trusted-signers.html */
export const viewSchema = z.strictObject({
  /** Only those who have a signed address see a thumbnail. Left out: anyone who knows its address. */
  signed: z
    .strictObject({
      /** What addresses are signed with from now on. */
      publicKey: publicKeySchema,
      /** Keys before it, whose addresses stay good until they are taken out here. CloudFront takes five keys in all. Default none. */
      previousPublicKeys: z.array(publicKeySchema).max(4).default([]),
    })
    .exactOptional(),
  /** A name of your own, with its certificate from ACM in us-east-1. */
  domain: z
    .strictObject({
      name: z
        .string()
        .regex(/^(?=.{4,253}$)([a-z0-9-]{1,63}\.)+[a-z]{2,63}$/, 'a domain such as pictures.corner-shop.example'),
      certificateArn: z
        .string()
        .regex(
          /^arn:aws[\w-]*:acm:us-east-1:\d{12}:certificate\/[\w-]+$/,
          'the ARN of an ACM certificate in us-east-1, the only region that CloudFront takes them from',
        ),
    })
    .exactOptional(),
})

export type ViewConfig = z.output<typeof viewSchema>
