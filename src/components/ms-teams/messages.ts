import { randomUUID } from 'node:crypto';
import { asRecord } from '../../lib/records.ts';
import type { Params } from '../component.ts';
import { InputError } from '../conversions.ts';
import type { ActionRow, Calls } from '../kit/calls.ts';
import { fieldText } from '../kit/connections.ts';
import { choice, json, needed, text } from '../kit/fields.ts';
import { connectionIn } from '../kit/service.ts';
import { channelId } from './channels.ts';
import { teamId } from './teams.ts';

const message = needed(text('message', 'Message', 'What it says.', { type: 'text' }));
const contentType = choice('contentType', 'Content type', 'How it is written.', ['text', 'html'], {
  default: 'text',
});
const importance = choice('importance', 'Importance', 'How much it matters.', ['normal', 'high', 'urgent'], {
  default: 'normal',
});
const card = needed(
  json('cardPayload', 'Card payload', 'An adaptive card.', {
    example:
      '{"type": "AdaptiveCard", "version": "1.4", "body": [{"type": "TextBlock", "text": "Order 42"}]}',
  }),
);
const TYPE = 'application/vnd.microsoft.card.adaptive';
const SENT = { id: '1616990032035', messageType: 'message', body: { contentType: 'text', content: 'Hello' } };
const request = 'POST /teams/{teamId}/channels/{channelId}/messages';

/** The address of an incoming webhook is all that has to be shown there. */
async function sendTo({ ask }: Calls, params: Params, data: unknown): Promise<unknown> {
  const connection = connectionIn({ label: 'Microsoft Teams', connectionKey: 'connection' }, params);
  const path = fieldText(connection, 'webhookUrl');
  if (path === '')
    throw new InputError(
      `The connection "${connection.configVarKey}" has no webhook URL: choose a connection of the kind “Incoming webhook”.`,
    );
  return (await ask({ method: 'POST', path, data, isPublic: true })).data;
}

export const messages = (): ActionRow[] => [
  {
    key: 'sendMessageToChannel',
    label: 'Send message to channel',
    description: 'Sends a message to a channel.',
    request,
    fields: [teamId, channelId, message, contentType, importance],
    shape: (sent) => ({
      importance: sent.importance,
      body: { contentType: sent.contentType, content: sent.message },
    }),
    example: SENT,
  },
  {
    key: 'sendAdaptiveCardToChannel',
    label: 'Send adaptive card to channel',
    description: 'Sends an adaptive card to a channel.',
    request,
    fields: [teamId, channelId, card, importance],
    shape(sent) {
      const id = randomUUID();
      const content = JSON.stringify(asRecord(sent.cardPayload));
      return {
        importance: sent.importance,
        body: { contentType: 'html', content: `<attachment id="${id}"></attachment>` },
        attachments: [{ id, contentType: TYPE, content }],
      };
    },
    example: SENT,
  },
  {
    key: 'sendIncomingWebhookMessage',
    label: 'Send incoming webhook message',
    description: 'Sends a message by an incoming webhook.',
    fields: [message],
    perform: (calls, params) => sendTo(calls, params, { text: message.value(params) }),
    example: '1',
  },
  {
    key: 'sendIncomingWebhookAdaptiveCard',
    label: 'Send incoming webhook adaptive card',
    description: 'Sends an adaptive card by an incoming webhook.',
    fields: [card],
    perform: (calls, params) =>
      sendTo(calls, params, {
        type: 'message',
        attachments: [{ contentType: TYPE, content: card.value(params) }],
      }),
    example: '1',
  },
];
