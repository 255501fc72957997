import { createVerify, X509Certificate } from 'node:crypto';
import { BoundedCache } from '../../lib/bounded-cache.ts';
import { SECOND } from '../../lib/time.ts';
import type { ActionContext, Params, TriggerPayload } from '../component.ts';
import { InputError, parseIfJson, toText } from '../conversions.ts';
import { isRecord } from '../records.ts';
import { textOf } from './answers.ts';
import { type Field, text } from './fields.ts';
import { headerOf, rawBytes, Unsigned, unsigned } from './webhook.ts';

/** What Amazon SNS sends: what has been published, or that a subscription is to begin or has ended. */
type Message = Record<string, unknown>;

const BRANCHES: Record<string, string> = {
  Notification: 'Notification',
  SubscriptionConfirmation: 'Subscribe',
  UnsubscribeConfirmation: 'Unsubscribe',
};

/** What is signed, in this order; what a message does not have is left out. */
const SIGNED = ['Message', 'MessageId', 'SubscribeURL', 'Subject', 'Timestamp', 'Token', 'TopicArn', 'Type'];
const OF_NOTIFICATIONS = new Set(['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type']);
const OF_SUBSCRIPTIONS = new Set(SIGNED.filter((name) => name !== 'Subject'));

const PATIENCE = 10 * SECOND;
const certificates = new BoundedCache<X509Certificate>({ most: 20 });

export const expectedTopic: Field = text(
  'expectedTopicArn',
  'Topic ARN',
  'The topic that messages are taken from. Empty: from any topic of anybody, since all are signed by Amazon.',
  { example: 'arn:aws:sns:us-east-1:123456789012:orders' },
);

/** The message that has come. */
export function messageIn(payload: TriggerPayload): Message {
  const message = parseIfJson(toText(rawBytes(payload), 'Body'));
  return isRecord(message) ? message : {};
}

/** Which way a flow goes by the type of the message. */
export const branches = (names: string[]) => ({
  names,
  of: (payload: TriggerPayload) => BRANCHES[textOf(messageIn(payload).Type)] ?? '',
});

/**
 * Sees that a message is from Amazon SNS and from the topic, and confirms a subscription that is to begin.
 * @throws Unsigned for any other
 */
export async function takeMessage(
  context: ActionContext,
  payload: TriggerPayload,
  topic: string,
): Promise<void> {
  if (headerOf(payload, 'x-amz-sns-rawdelivery') === 'true')
    throw new Unsigned(
      'Messages of raw delivery are not signed by Amazon SNS: nothing was run. Switch raw message delivery off for the subscription.',
    );
  const message = messageIn(payload);
  const type = textOf(message.Type);
  if (!Object.hasOwn(BRANCHES, type) || !(await isSigned(context, message)))
    throw unsigned('Amazon SNS', 'what stands between Amazon and this address');
  if (topic !== '' && textOf(message.TopicArn) !== topic)
    throw new Unsigned(
      `The message is from the topic ${textOf(message.TopicArn)} and not from ${topic}: nothing was run. Correct the input "${expectedTopic.input.label}" if it should be.`,
    );
  // To visit the address that comes when one has ended would begin it again.
  if (type === 'SubscriptionConfirmation') await visit(context, textOf(message.SubscribeURL));
}

async function isSigned(context: ActionContext, message: Message): Promise<boolean> {
  const version = textOf(message.SignatureVersion);
  if (version !== '1' && version !== '2') return false;
  const certificate = await certificateAt(context, textOf(message.SigningCertURL));
  if (!certificate) return false;
  const names = message.Type === 'Notification' ? OF_NOTIFICATIONS : OF_SUBSCRIPTIONS;
  const signed = createVerify(version === '1' ? 'RSA-SHA1' : 'RSA-SHA256');
  for (const name of SIGNED) {
    const value = message[name];
    if (names.has(name) && value !== undefined && value !== null)
      signed.update(`${name}\n${textOf(value)}\n`);
  }
  return signed.verify(certificate.publicKey, textOf(message.Signature), 'base64');
}

/** An address of Amazon SNS itself; undefined for any other. */
function ownAddress(text: string): URL | undefined {
  const url = URL.parse(text);
  const isOwn =
    url?.protocol === 'https:' &&
    /^sns\.[a-z0-9-]{3,}\.amazonaws\.com(\.cn)?$/.test(url.hostname) &&
    url.port === '' &&
    url.username === '';
  return isOwn ? url : undefined;
}

async function certificateAt(context: ActionContext, address: string): Promise<X509Certificate | undefined> {
  const url = ownAddress(address);
  if (!url?.pathname.endsWith('.pem')) return undefined;
  const kept = certificates.get(url.href);
  if (kept) return valid(kept);
  const answer = await context.host.fetch(url.href, {
    ...{ redirect: 'error', signal: context.signal, timeout: PATIENCE },
  });
  if (!answer.ok)
    throw new InputError(`Amazon SNS answered ${answer.status} for its certificate: it will call again.`);
  try {
    const certificate = new X509Certificate(await answer.text());
    certificates.set(url.href, certificate);
    return valid(certificate);
  } catch {
    return undefined;
  }
}

function valid(certificate: X509Certificate): X509Certificate | undefined {
  const now = Date.now();
  const isNow = Date.parse(certificate.validFrom) <= now && now <= Date.parse(certificate.validTo);
  return isNow ? certificate : undefined;
}

async function visit(context: ActionContext, address: string): Promise<void> {
  const url = ownAddress(address);
  if (!url) throw unsigned('Amazon SNS', 'the address that confirms the subscription');
  const answer = await context.host.fetch(url.href, {
    ...{ redirect: 'error', signal: context.signal, timeout: PATIENCE },
  });
  if (!answer.ok)
    throw new InputError(
      `Amazon SNS answered ${answer.status} when the subscription was confirmed: subscribe this address to the topic again.`,
    );
}

/** What later steps know as the body: the message, with what was published read as JSON where that is asked for. */
export function withMessage(payload: TriggerPayload, readsJson: boolean): TriggerPayload {
  const message = messageIn(payload);
  const data =
    readsJson && message.Type === 'Notification'
      ? { ...message, Message: parseIfJson(message.Message) }
      : message;
  return { ...payload, body: { data, contentType: 'application/json' } };
}

export const topicIn = (params: Params, field: Field): string => textOf(field.value(params)).trim();

export const EXAMPLE = {
  Type: 'Notification',
  MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
  TopicArn: 'arn:aws:sns:us-east-1:123456789012:orders',
  Subject: 'Order',
  Message: 'Order 42 has come.',
  Timestamp: '2026-01-31T08:00:00.000Z',
  SignatureVersion: '1',
  Signature: 'EXAMPLEw6JRN…',
  SigningCertURL:
    'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-f3ecfb7224c7233fe7bb5f59f96de52f.pem',
};
