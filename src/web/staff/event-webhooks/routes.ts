import { action, type PageRoute, page } from '../../kit/page.ts';
import { showEventWebhooks, showNew, submitNew } from './list.tsx';
import {
  showDeletion,
  showEventWebhook,
  submitActivation,
  submitAgain,
  submitDeletion,
  submitEdit,
  submitSecret,
  submitTest,
} from './show.tsx';

export const eventWebhookRoutes: PageRoute[] = [
  page('/event-webhooks', 'settings:write', showEventWebhooks),
  page('/event-webhooks/new', 'settings:write', showNew),
  action('/event-webhooks', 'settings:write', submitNew),
  page('/event-webhooks/:id', 'settings:write', showEventWebhook),
  action('/event-webhooks/:id', 'settings:write', submitEdit),
  action('/event-webhooks/:id/activation', 'settings:write', submitActivation),
  action('/event-webhooks/:id/secrets', 'settings:write', submitSecret),
  action('/event-webhooks/:id/tests', 'settings:write', submitTest),
  action('/event-webhooks/:id/deliveries/:delivery/attempts', 'settings:write', submitAgain),
  page('/event-webhooks/:id/deletion', 'settings:write', showDeletion),
  action('/event-webhooks/:id/deletion', 'settings:write', submitDeletion),
];
