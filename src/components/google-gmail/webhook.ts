import type { Trigger } from '../component.ts';
import { decoded } from '../kit/pub-sub.ts';

export const pushNotificationWebhook: Trigger = {
  key: 'pushNotificationWebhook',
  display: {
    label: 'Push notification webhook',
    description: 'Starts the flow when Gmail says, by way of Pub/Sub, that a mailbox has changed.',
    directions:
      'Have “Create webhook subscription” of Google Cloud Pub/Sub register the address of the flow, and “Create push notification” name its topic.',
  },
  inputs: [],
  scheduleSupport: 'invalid',
  synchronousResponseSupport: 'valid',
  stateReads: () => [],
  perform: async (_context, payload) => ({ payload: decoded(payload) }),
  examplePayload: {
    payload: {
      body: {
        data: {
          message: {
            data: 'eyJlbWFpbEFkZHJlc3MiOiJhbm5AZXhhbXBsZS5jb20ifQ==',
            decodedData: { emailAddress: 'ann@example.com', historyId: 9876543210 },
            messageId: '2070443601311540',
          },
          subscription: 'projects/my-project/subscriptions/mailbox',
        },
        contentType: 'application/json',
      },
    },
  },
};
