/** What of a call is signed, in its order; anything else is that text itself. */
export type SignedPart = 'BODY' | 'TIMESTAMP' | 'ID' | 'METHOD' | 'URL' | 'FORM' | 'TOKEN' | { text: string };

/** Where a call says something: a header, a path in its body, or after a name in the header of the signature (`t=…`). */
type Place = { header: string } | { body: string } | { named: string };

/** How a service signs its calls. */
export type Scheme = {
  key: string;
  label: string;
  hash: 'sha1' | 'sha256';
  encoding: 'hex' | 'base64';
  /** A header, or a path in the body; `each`: all headers that begin so. */
  signature: { header: string } | { each: string } | { body: string };
  /** What stands before the digits. */
  prefix?: string;
  /** The header has several, divided so: those that begin with the prefix count. */
  divider?: ',' | ' ';
  signed: readonly SignedPart[];
  timestamp?: { at: Place; unit: 'seconds' | 'milliseconds' | 'iso' };
  /** How old a call may be, in seconds, unless the step says so; where the service names no limit there is none. */
  tolerance?: number;
  /** The header with the id of the call. */
  id?: string;
  /** Where the body has a token that is signed. */
  token?: string;
  /** The key is base64 after this prefix. */
  secretPrefix?: string;
  /** What the service wants to be answered before it sends anything. */
  challenge?: 'slack' | 'zoom';
};

const MINUTES_5 = 300;
const text = (text: string): SignedPart => ({ text });
const HEX = { hash: 'sha256', encoding: 'hex' } as const;
const BASE64 = { hash: 'sha256', encoding: 'base64' } as const;

export const SCHEMES: readonly Scheme[] = [
  {
    ...{ key: 'standard', label: 'Standard Webhooks', ...BASE64, secretPrefix: 'whsec_' },
    signature: { header: 'webhook-signature' },
    ...{ prefix: 'v1,', divider: ' ', id: 'webhook-id' },
    signed: ['ID', text('.'), 'TIMESTAMP', text('.'), 'BODY'],
    timestamp: { at: { header: 'webhook-timestamp' }, unit: 'seconds' },
    tolerance: MINUTES_5,
  },
  {
    ...{ key: 'github', label: 'GitHub', ...HEX, prefix: 'sha256=' },
    signature: { header: 'x-hub-signature-256' },
    signed: ['BODY'],
  },
  {
    ...{ key: 'slack', label: 'Slack', ...HEX, prefix: 'v0=', challenge: 'slack' },
    signature: { header: 'x-slack-signature' },
    signed: [text('v0:'), 'TIMESTAMP', text(':'), 'BODY'],
    timestamp: { at: { header: 'x-slack-request-timestamp' }, unit: 'seconds' },
    tolerance: MINUTES_5,
  },
  {
    ...{ key: 'stripe', label: 'Stripe', ...HEX, prefix: 'v1=', divider: ',' },
    signature: { header: 'stripe-signature' },
    signed: ['TIMESTAMP', text('.'), 'BODY'],
    timestamp: { at: { named: 't=' }, unit: 'seconds' },
    tolerance: MINUTES_5,
  },
  {
    ...{ key: 'shopify', label: 'Shopify', ...BASE64 },
    signature: { header: 'x-shopify-hmac-sha256' },
    signed: ['BODY'],
  },
  {
    ...{ key: 'twilio', label: 'Twilio', hash: 'sha1', encoding: 'base64' },
    signature: { header: 'x-twilio-signature' },
    signed: ['URL', 'FORM'],
  },
  {
    ...{ key: 'hubspot', label: 'HubSpot (signature v3)', ...BASE64 },
    signature: { header: 'x-hubspot-signature-v3' },
    signed: ['METHOD', 'URL', 'BODY', 'TIMESTAMP'],
    timestamp: { at: { header: 'x-hubspot-request-timestamp' }, unit: 'milliseconds' },
    tolerance: MINUTES_5,
  },
  {
    ...{ key: 'zendesk', label: 'Zendesk', ...BASE64 },
    signature: { header: 'x-zendesk-webhook-signature' },
    signed: ['TIMESTAMP', 'BODY'],
    timestamp: { at: { header: 'x-zendesk-webhook-signature-timestamp' }, unit: 'iso' },
  },
  {
    ...{ key: 'square', label: 'Square', ...BASE64 },
    signature: { header: 'x-square-hmacsha256-signature' },
    signed: ['URL', 'BODY'],
  },
  {
    ...{ key: 'docusign', label: 'DocuSign Connect', ...BASE64 },
    // One for each key of the account.
    signature: { each: 'x-docusign-signature-' },
    signed: ['BODY'],
  },
  {
    ...{ key: 'mailgun', label: 'Mailgun', ...HEX, token: 'token' },
    signature: { body: 'signature' },
    signed: ['TIMESTAMP', 'TOKEN'],
    timestamp: { at: { body: 'timestamp' }, unit: 'seconds' },
  },
  {
    ...{ key: 'linear', label: 'Linear', ...HEX },
    signature: { header: 'linear-signature' },
    signed: ['BODY'],
    timestamp: { at: { body: 'webhookTimestamp' }, unit: 'milliseconds' },
    tolerance: 60,
  },
  {
    ...{ key: 'zoom', label: 'Zoom', ...HEX, prefix: 'v0=', challenge: 'zoom' },
    signature: { header: 'x-zm-signature' },
    signed: [text('v0:'), 'TIMESTAMP', text(':'), 'BODY'],
    timestamp: { at: { header: 'x-zm-request-timestamp' }, unit: 'seconds' },
    tolerance: MINUTES_5,
  },
];
