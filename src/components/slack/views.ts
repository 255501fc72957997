import type { ActionRow } from '../kit/calls.ts';
import { json, needed, text } from '../kit/fields.ts';

const MODAL = '{"type": "modal", "title": {"type": "plain_text", "text": "Order"}, "blocks": []}';
const view = needed(json('view', 'View', 'The view: an object.', { example: MODAL }));
const triggerId = needed(
  text('triggerId', 'Trigger ID', 'What Slack has sent with the click; it holds for three seconds.', {
    to: 'trigger_id',
  }),
);
const VIEW = { ok: true, view: { id: 'V123ABC456', type: 'modal' } };

export const views = (): ActionRow[] => [
  {
    ...{
      key: 'openView',
      label: 'Open view',
      description: 'Opens a modal for a user.',
      request: 'POST /views.open',
    },
    fields: [view, triggerId],
    example: VIEW,
  },
  {
    ...{
      key: 'pushView',
      label: 'Push view',
      description: 'Opens a modal on top of another.',
      request: 'POST /views.push',
    },
    fields: [view, triggerId],
    example: VIEW,
  },
  {
    ...{
      key: 'updateView',
      label: 'Update view',
      description: 'Changes a modal that is open.',
      request: 'POST /views.update',
    },
    fields: [
      view,
      text('viewId', 'View ID', 'The id of the view.', { to: 'view_id' }),
      text('externalId', 'External ID', 'What the view is called here.', { to: 'external_id' }),
    ],
    example: VIEW,
  },
  {
    ...{
      key: 'publishView',
      label: 'Publish view',
      description: 'Shows a view on a user’s home tab.',
      request: 'POST /views.publish',
    },
    fields: [
      view,
      needed(
        text('userId', 'User ID', 'The user.', {
          to: 'user_id',
          example: 'U012A3CDE',
          dataSource: 'selectUsers',
        }),
      ),
    ],
    example: VIEW,
  },
];
