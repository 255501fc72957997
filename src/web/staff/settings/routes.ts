import { action, type PageRoute, page } from '../../kit/page.ts';
import { showAudit } from './audit.tsx';
import {
  showEmbedding,
  showEmbeddingKeyRemoval,
  submitEmbedding,
  submitEmbeddingKey,
  submitEmbeddingKeyRemoval,
} from './embedding.tsx';
import { showOrganization, submitOrganization } from './organization.tsx';
import { showPerson, showStaff, submitInvitation, submitLink, submitRemoval, submitRole } from './staff.tsx';
import { showSystem } from './system.tsx';
import { showRevocation, showTokens, submitRevocation, submitToken } from './tokens.tsx';

export const settingsRoutes: PageRoute[] = [
  page('/settings', 'settings:write', showOrganization),
  action('/settings', 'settings:write', submitOrganization),
  page('/settings/staff', 'settings:write', showStaff),
  action('/settings/staff', 'settings:write', submitInvitation),
  page('/settings/staff/:id', 'settings:write', showPerson),
  action('/settings/staff/:id/role', 'settings:write', submitRole),
  action('/settings/staff/:id/links', 'settings:write', submitLink),
  action('/settings/staff/:id/removal', 'settings:write', submitRemoval),
  page('/settings/tokens', 'settings:write', showTokens),
  action('/settings/tokens', 'settings:write', submitToken),
  page('/settings/tokens/:id/revocation', 'settings:write', showRevocation),
  action('/settings/tokens/:id/revocation', 'settings:write', submitRevocation),
  page('/settings/embedding', 'settings:write', showEmbedding),
  action('/settings/embedding', 'settings:write', submitEmbedding),
  action('/settings/embedding/keys', 'settings:write', submitEmbeddingKey),
  page('/settings/embedding/keys/:id/removal', 'settings:write', showEmbeddingKeyRemoval),
  action('/settings/embedding/keys/:id/removal', 'settings:write', submitEmbeddingKeyRemoval),
  page('/settings/audit', 'settings:write', showAudit),
  page('/settings/system', 'settings:write', showSystem),
];
