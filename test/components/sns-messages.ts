/** Messages as Amazon SNS signs them, by a key of this test alone. */
import { createSign } from 'node:crypto';

const KEY = `-----BEGIN PRIVATE KEY-----
MIIEvwIBADANBgkqhkiG9w0BAQEFAASCBKkwggSlAgEAAoIBAQDnXaVIpG3O2TL/
u9VV5J4kQnkailvNsrLMUTVoN+JkSDeUNNycjKSzRMOMX5yWTgMqY1x9ugsktXZl
4jKCVWVKPjn2+DWLi1HS4BAfSG18Oz6rMB1k9FaRD8jF84VCqsrcubX/bO++vKDG
XIytsG5sMlzy6EYWuFQnIA8l7P23i6cR4FJ5bc/wYA2mRLQrzax9WXsHEcDap/Qn
pPFWlgya6IVagqps8D6lk7SEr9U/uHUJe0yhXmXIHFuYzS+pVhPPtfGa6xvtPAgb
46BWoQlD2CENMcq2TE0r/vOeD6T1KXbcNGyBxFt/Kf1tucsjRjPRC/lnJLGxjjgt
LP4v0H+NAgMBAAECggEAEzHjPRAbO26B+yfdDqe4G7UCHBq/fA99Iv4CdXeGykrC
2wJkYn6OntWFIw0UTioBvDoLGd6Iqc5+Q1H4CR/G7APBRlqYV/qX2sFpGldQHLRD
l5XsfQwtGb2FVYWbGDQC6ZC6EeC6poiQDspDMkPGyCYzgkQ/+wbm6xS5/QEDmam4
K+z1K4JkL4gKC8eluO7D9P2vYLi0CLSGS7eC84DaQRC1CKzquK3QVjUD6zi1B5hU
SsN26EQOtuIHMLfO8pposH6YVNpkveZljFgQ4FJFXBNx5kdmHnFXQbOWULOhx2gc
uiUE8yfq6NHfqeTMSVrSrA+vDkDH9xag+vLDNw964QKBgQD7kfgiI1f5VVKUVPme
c1lJLvxUOTdOUe9cUgJtvU7oVMRSLkHgtjf+YbA3qGfu6GadXCILOEvldSqYU4Ei
eBIlGMDe7T++jwUc2s/GfW7ZNSmm8CGglqUZfL3UMGybDS5bBwGTqsKhVgXgi//s
kM4JvMrqUAa1+IQh39VwEfXLfQKBgQDrcJlL0Z0Ja4r0iQvsJGTO+0NPGqBxwvHY
rjImS2dHlyJp9bmb0ZRBTM9ejxz4snzPtTUUYUwd1BUkeHQEenSQSyeJ72McYRJ+
nR6/jMHUmuuvvyItwas313SJeEu/QPMzRKoo3Y69HaOvmLef3Zn2CrH1lPqE7gj+
PShOohAhUQKBgQDYU/lwQbxQ6BIPA9NzcfWBfSn2swzgCI0wckUsYPINz3bSxHxZ
49fao96IvgRB6Q70mlmcFFkPg+WQ/524KlBQHi0chh+emhXnbjHlmc9McO7UYwJH
ucNXW3FRmiKKYpdOJ4Qvm1OqsPJ02W7F2u+SaAqF2zMqH/5fsr8zk/4tcQKBgQDE
L1Vt2kLy4IwvbCtlIIZn+vOBbPyZDwqbtbvQMTDkdMmWZc2+S4swRqLddn97tK9Q
HP0X+GOGz3y2oTB7staCjj1qMPHzaegRXTeMAexaDqWqEqiWXDUiGQTgsD7eJW8C
H4ty9fvFFneZELaiHfP3E75qlzORpRAVWjzGGUE7oQKBgQC+3Ej1IoNxRIv8NH1h
rJJ3NlnAoiPk5o/XyQwyTXyLPou4l4bEXlMjlByfpvVoIRn48QfAFDj7BbEbflqp
rlBshzzNelguLgmLM3wjP5oLvnie2M4L2gIlG8jEKlVfE11y5tuvbjcielsZca4X
zgT4P2Txkly6Yg7BUc2Kso+bVQ==
-----END PRIVATE KEY-----`;
/** The key's certificate, valid until 2120. */
export const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIICrjCCAZYCAQEwDQYJKoZIhvcNAQELBQAwHDEaMBgGA1UEAwwRc25zLmFtYXpv
bmF3cy5jb20wIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBwxGjAY
BgNVBAMMEXNucy5hbWF6b25hd3MuY29tMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A
MIIBCgKCAQEA512lSKRtztky/7vVVeSeJEJ5GopbzbKyzFE1aDfiZEg3lDTcnIyk
s0TDjF+clk4DKmNcfboLJLV2ZeIyglVlSj459vg1i4tR0uAQH0htfDs+qzAdZPRW
kQ/IxfOFQqrK3Lm1/2zvvrygxlyMrbBubDJc8uhGFrhUJyAPJez9t4unEeBSeW3P
8GANpkS0K82sfVl7BxHA2qf0J6TxVpYMmuiFWoKqbPA+pZO0hK/VP7h1CXtMoV5l
yBxbmM0vqVYTz7Xxmusb7TwIG+OgVqEJQ9ghDTHKtkxNK/7zng+k9Sl23DRsgcRb
fyn9bbnLI0Yz0Qv5ZySxsY44LSz+L9B/jQIDAQABMA0GCSqGSIb3DQEBCwUAA4IB
AQAJUHKU1sBOMggTNJh7AOYCz+e7ERHZu4O6lBxELXWjBGVuIOurRoluqVavxHse
gaTTWbULIV9ShL66oCqKSBfxyss/GaQdJDGD5w3sayYBL8V53y+ZGFf3V5Mwp5nr
A6ziBjpq2uYzJURnDCrNHmzNHozR8kyIx9pQQ2sv8AIiuwcv0b3lpHsPZ/jY0Dng
uUSMV5Q2uez2y9tUZPCUVBPCJEHxXMozDTgUNN3+DzLdnJTBH384v9NotOk24a2e
3LSKzUIpmGvSocY4edncEAl+4cNZB6+NbkwKeOycBGu75WYRH1oDqAZBDLhtLzYU
yz623+H3jfT1+cMfyiP3eVQu
-----END CERTIFICATE-----`;
/** Another one for the same key, which was valid until 2021. */
export const OLD_CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIICrDCCAZQCAQIwDQYJKoZIhvcNAQELBQAwHDEaMBgGA1UEAwwRc25zLmFtYXpv
bmF3cy5jb20wHhcNMjAwMTAxMDAwMDAwWhcNMjEwMTAxMDAwMDAwWjAcMRowGAYD
VQQDDBFzbnMuYW1hem9uYXdzLmNvbTCCASIwDQYJKoZIhvcNAQEBBQADggEPADCC
AQoCggEBAOddpUikbc7ZMv+71VXkniRCeRqKW82yssxRNWg34mRIN5Q03JyMpLNE
w4xfnJZOAypjXH26CyS1dmXiMoJVZUo+Ofb4NYuLUdLgEB9IbXw7PqswHWT0VpEP
yMXzhUKqyty5tf9s7768oMZcjK2wbmwyXPLoRha4VCcgDyXs/beLpxHgUnltz/Bg
DaZEtCvNrH1ZewcRwNqn9Cek8VaWDJrohVqCqmzwPqWTtISv1T+4dQl7TKFeZcgc
W5jNL6lWE8+18ZrrG+08CBvjoFahCUPYIQ0xyrZMTSv+854PpPUpdtw0bIHEW38p
/W25yyNGM9EL+WcksbGOOC0s/i/Qf40CAwEAATANBgkqhkiG9w0BAQsFAAOCAQEA
XNA3Gy6K+3DJ4u3VgAMr61aIc++rmkUdC3sJxPZRyMh6qzwhy7aDg+muHXYNNQVO
hEdVi3yQVzxxYzs2N7z3W6o+ZLgnEZfYnMSE3WpV0TbrppRXvg3CKLednHPq1xaA
zaKIgnc3KE0MGhkERZ8IqJg7bV7ozl1xjhiPdgG4NJudUWUzThwLCE4zC0NRUuoU
ulA6h7W9WZpcDGDoYLzTBBiCVJMfyzGTax52byz6pAmU4QLKm+RuxPp657x2th2v
cH0CGSCLF21kDEkFjf52HXx2trfVp/0F0I4nsJNQlqj530XKndnLQoW31xa/zv2H
qZA/tpyANWkmO055WhZO/g==
-----END CERTIFICATE-----`;

export const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:orders';
export const CONFIRMS = 'https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=t1';

type Message = Record<string, string>;

/** A message with its signature. @param hash by version */
export function signed(message: Message, certificate: string): Message {
  const whole: Message = {
    ...{ MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324', TopicArn: TOPIC, Message: 'Order 42' },
    ...{ Timestamp: '2026-01-31T08:00:00.000Z', SignatureVersion: '1', SigningCertURL: certificate },
    ...message,
  };
  const names =
    whole.Type === 'Notification'
      ? ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type']
      : ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
  const text = names.map((name) => (whole[name] === undefined ? '' : `${name}\n${whole[name]}\n`)).join('');
  const by = createSign(whole.SignatureVersion === '1' ? 'RSA-SHA1' : 'RSA-SHA256');
  return { ...whole, Signature: by.update(text).sign(KEY, 'base64') };
}
