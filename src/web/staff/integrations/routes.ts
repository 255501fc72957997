import { action, type PageRoute, page } from '../../kit/page.ts';
import {
  downloadAttachment,
  showAttachmentDeletion,
  showRenaming,
  submitAttachmentDeletion,
  submitRenaming,
} from './attachment.tsx';
import { showAttachments, submitAttachments } from './attachments.tsx';
import { showConfiguration } from './configuration.tsx';
import { showDeletion, submitDeletion } from './deletion.tsx';
import { submitDetails } from './details.tsx';
import { showDocumentation, submitDocumentation } from './documentation.tsx';
import { showDraftReset, submitDraftReset } from './draft.tsx';
import { showFork, submitFork } from './forks.tsx';
import { showIcon, submitIcon, submitIconRemoval } from './icon.tsx';
import { showImport, submitImport } from './import.tsx';
import { showInstances } from './instances.tsx';
import { showIntegrations, submitSample } from './list.tsx';
import { showListing, submitListing, submitListingRemoval } from './listing.tsx';
import { showNew, submitNew } from './new.tsx';
import { showRestoration, submitRestoration } from './restoration.tsx';
import { showIntegration } from './show.tsx';
import { showTrash, showTrashDeletion, submitRestored, submitTrashDeletion } from './trash.tsx';
import {
  showNewUpgrade,
  showUpgrade,
  streamUpgrade,
  submitUpgradeCancellation,
  submitUpgrades,
} from './upgrades.tsx';
import { downloadArchive, downloadDraft, downloadVersion, showVersion } from './version.tsx';
import { showVersions, submitAvailability, submitVersion } from './versions.tsx';

export const integrationRoutes: PageRoute[] = [
  page('/integrations', 'integrations:read', showIntegrations),
  action('/integrations/samples', 'integrations:write', submitSample),
  page('/integrations/new', 'integrations:write', showNew),
  action('/integrations', 'integrations:write', submitNew),
  page('/integrations/import', 'integrations:write', showImport),
  action('/integrations/import', 'integrations:write', submitImport),
  page('/integrations/trash', 'integrations:write', showTrash),
  page('/integrations/trash/:id/deletion', 'integrations:write', showTrashDeletion),
  action('/integrations/trash/:id/deletion', 'integrations:write', submitTrashDeletion),
  page('/integrations/:id', 'integrations:read', showIntegration),
  action('/integrations/:id', 'integrations:write', submitDetails),
  page('/integrations/:id/documentation', 'integrations:read', showDocumentation),
  action('/integrations/:id/documentation', 'integrations:write', submitDocumentation),
  page('/integrations/:id/configuration', 'integrations:read', showConfiguration),
  page('/integrations/:id/versions', 'integrations:read', showVersions),
  action('/integrations/:id/versions', 'integrations:write', submitVersion),
  action('/integrations/:id/versions/:number/availability', 'integrations:write', submitAvailability),
  page('/integrations/:id/versions/:number', 'integrations:read', showVersion),
  page('/integrations/:id/versions/:number/restoration', 'integrations:write', showRestoration),
  action('/integrations/:id/versions/:number/restoration', 'integrations:write', submitRestoration),
  page('/integrations/:id/versions/:number/definition', 'integrations:read', downloadVersion),
  page('/integrations/:id/definition', 'integrations:read', downloadDraft),
  page('/integrations/:id/archive', 'integrations:read', downloadArchive),
  page('/integrations/:id/draft-reset', 'integrations:write', showDraftReset),
  action('/integrations/:id/draft-reset', 'integrations:write', submitDraftReset),
  page('/integrations/:id/instances', 'integrations:read', showInstances),
  page('/integrations/:id/upgrades/new', 'instances:deploy', showNewUpgrade),
  action('/integrations/:id/upgrades', 'instances:deploy', submitUpgrades),
  page('/integrations/:id/upgrades/:job', 'instances:deploy', showUpgrade),
  page('/integrations/:id/upgrades/:job/stream', 'instances:deploy', streamUpgrade),
  action('/integrations/:id/upgrades/:job/cancellation', 'instances:deploy', submitUpgradeCancellation),
  page('/integrations/:id/icon', 'integrations:write', showIcon),
  action('/integrations/:id/icon', 'integrations:write', submitIcon),
  action('/integrations/:id/icon/removal', 'integrations:write', submitIconRemoval),
  page('/integrations/:id/attachments', 'integrations:read', showAttachments),
  action('/integrations/:id/attachments', 'integrations:write', submitAttachments),
  page('/integrations/:id/attachments/:attachment', 'integrations:write', showRenaming),
  action('/integrations/:id/attachments/:attachment', 'integrations:write', submitRenaming),
  page('/integrations/:id/attachments/:attachment/content', 'integrations:read', downloadAttachment),
  page('/integrations/:id/attachments/:attachment/deletion', 'integrations:write', showAttachmentDeletion),
  action(
    '/integrations/:id/attachments/:attachment/deletion',
    'integrations:write',
    submitAttachmentDeletion,
  ),
  page('/integrations/:id/listing', 'integrations:write', showListing),
  action('/integrations/:id/listing', 'integrations:write', submitListing),
  action('/integrations/:id/listing/removal', 'integrations:write', submitListingRemoval),
  page('/integrations/:id/fork', 'integrations:write', showFork),
  action('/integrations/:id/forks', 'integrations:write', submitFork),
  page('/integrations/:id/deletion', 'integrations:write', showDeletion),
  action('/integrations/:id/deletion', 'integrations:write', submitDeletion),
  action('/integrations/:id/restoration', 'integrations:restore', submitRestored),
];
