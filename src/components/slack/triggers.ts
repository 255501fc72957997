import { sameText } from '../../lib/crypto.ts';
import { valueAt } from '../../lib/records.ts';
import type { ConnectionValue, InputDeclaration, Trigger, TriggerPayload } from '../component.ts';
import { isUnset } from '../conversions.ts';
import { textOf } from '../kit/answers.ts';
import { connectionIn, type Service } from '../kit/service.ts';
import { headerOf, hmac, rawBytes, unsigned, webhookTrigger } from '../kit/webhook.ts';
import { read } from '../read.ts';

const connection: InputDeclaration = {
  key: 'connection',
  label: 'Connection',
  type: 'connection',
  comments:
    'The connection to Slack, with the signing secret of the app: calls without its signature are refused.',
};
const responseBody: InputDeclaration = {
  key: 'responseBody',
  label: 'Response body',
  type: 'text',
  comments: 'What Slack is answered at once; empty: nothing is shown.',
};
const contentType: InputDeclaration = {
  key: 'contentType',
  label: 'Content type',
  type: 'string',
  comments: 'The media type of that answer.',
  default: 'text/plain',
};

/** Older calls may have been recorded by somebody and sent again. */
const MOST_SECONDS = 5 * 60;

/** Slash commands, buttons and forms of an app, and the Events API. */
export function triggersOf(secretOf: (connection: ConnectionValue) => string, service: Service): Trigger[] {
  const verify = (payload: TriggerPayload, params: Record<string, unknown>) => {
    if (isUnset(params.connection)) return;
    const secret = secretOf(connectionIn(service, params));
    const at = headerOf(payload, 'x-slack-request-timestamp');
    const digest = { algorithm: 'sha256', encoding: 'hex' } as const;
    const expected = `v0=${hmac(digest, secret, `v0:${at}:`, rawBytes(payload))}`;
    const isRecent = Math.abs(Date.now() / 1000 - Number(at)) <= MOST_SECONDS;
    if (secret === '' || !isRecent || !sameText(headerOf(payload, 'x-slack-signature'), expected))
      throw unsigned('Slack', 'the signing secret of the connection');
  };
  return [
    webhookTrigger({
      key: 'webhook',
      label: 'App webhook',
      description: 'Starts the flow for a slash command, a button or a form of a Slack app.',
      inputs: [connection, responseBody, contentType],
      verify: (_context, payload, params) => verify(payload, params),
      answer: (_payload, params) => ({
        statusCode: 200,
        contentType: read.text(params, contentType),
        body: read.text(params, responseBody),
      }),
      example: {
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
        body: { command: '/order', text: '42', channel_id: 'C024BE91L', trigger_id: '13345224609.738474920' },
      },
    }),
    webhookTrigger({
      key: 'eventsWebhook',
      label: 'Events API webhook',
      description: 'Starts the flow for an event of a Slack app, and shows Slack that the address is right.',
      inputs: [connection],
      verify: (_context, payload, params) => verify(payload, params),
      answer(payload) {
        const isChallenge = valueAt(payload.body.data, 'type') === 'url_verification';
        return {
          statusCode: 200,
          contentType: 'text/plain',
          body: isChallenge ? textOf(valueAt(payload.body.data, 'challenge')) : '',
        };
      },
      example: {
        headers: { 'X-Slack-Request-Timestamp': '1531420618' },
        body: { type: 'event_callback', event: { type: 'message', channel: 'C024BE91L', text: 'Hello' } },
      },
    }),
  ];
}
