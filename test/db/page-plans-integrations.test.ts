/** How SQLite finds what the pages of integrations show. */
import { expect, test } from 'bun:test';
import { createCatalog } from '../../src/components/catalog.ts';
import { newId } from '../../src/lib/ids.ts';
import { countAttachments, getAttachment, listAttachments } from '../../src/models/attachments.ts';
import { codeVersions, usersOfComponent } from '../../src/models/component-uses.ts';
import { findComponentIcon, listComponentVersions } from '../../src/models/custom-components.ts';
import {
  countInstances,
  instanceCounts,
  instancesBehind,
  versionsBehind,
} from '../../src/models/instance-counts.ts';
import { recentInstances } from '../../src/models/instance-list.ts';
import {
  categoriesInUse,
  integrationsByCategory,
  recentIntegrations,
} from '../../src/models/integration-list.ts';
import { hasRemoved, listRemoved, pastRestoring } from '../../src/models/integration-trash.ts';
import { listIntegrations } from '../../src/models/integrations.ts';
import { categoryKey, cursorOf } from '../../src/models/paging.ts';
import { isBlobUsed } from '../../src/models/retention.ts';
import { countVersions, listVersions, newestAvailable } from '../../src/models/versions.ts';
import { EVERYTHING } from '../support/viewers.ts';
import { type Asking, plans } from './plans.ts';

const planOf = plans();

const page = { limit: 20 };
const builtIn = createCatalog([]);
const unread = { get: async () => new Uint8Array() };
const named = { name: 'Orders', category: 'ERP' };
const further = { limit: 20, cursor: Buffer.from(`5 ${newId('int')}`).toString('base64url') };

const CASES: [what: string, model: Asking, index: string][] = [
  ['integrations, newest change first', (to) => recentIntegrations(to, {}, page), 'integrations_by_change'],
  [
    'the further integrations',
    (to) => recentIntegrations(to, {}, further),
    'integrations_by_change (removed_at=? AND (updated_at,id)<(?,?))',
  ],
  [
    'integrations by a part of the name',
    (to) => recentIntegrations(to, { name: 'a', state: 'draft' }, page),
    'integrations_by_change',
  ],
  [
    'integrations of a category',
    (to) => recentIntegrations(to, { category: 'ERP', label: 'eu' }, page),
    'integrations_by_category (removed_at=? AND category=?)',
  ],
  ['the categories in use', (to) => categoriesInUse(to), 'USING COVERING INDEX integrations_by_category'],
  [
    'integrations, oldest first',
    (to) => listIntegrations(to, {}, page),
    'integrations_by_removal (removed_at=?)',
  ],
  [
    'integrations by category and name',
    (to) => integrationsByCategory(to, {}, page),
    'integrations_by_name (removed_at=?)',
  ],
  [
    'the further integrations by category and name',
    (to) =>
      integrationsByCategory(
        to,
        {},
        { ...page, cursor: cursorOf(categoryKey({ ...named, id: newId('int') })) },
      ),
    'integrations_by_name (removed_at=? AND (category,name,id)>(?,?,?))',
  ],
  [
    'what is in the trash',
    (to) => listRemoved(to, EVERYTHING, page),
    'integrations_by_removal (removed_at>?)',
  ],
  [
    'the further ones in the trash',
    (to) => listRemoved(to, EVERYTHING, further),
    'integrations_by_removal (removed_at>? AND (removed_at,id)<(?,?))',
  ],
  ['whether something is in the trash', (to) => hasRemoved(to), 'COVERING INDEX integrations_by_'],
  ['what is past restoring', (to) => pastRestoring(to, 5), 'COVERING INDEX integrations_by_'],
  [
    'how many instances the integrations of a page have',
    (to) => instanceCounts(to, EVERYTHING, ['i', 'j'], 100),
    '(integration_id=?)',
  ],
  [
    'how many instances an integration has',
    (to) => countInstances(to, EVERYTHING, { integration: 'i' }, 100),
    '(integration_id=?)',
  ],
  [
    'how many instances a version has',
    (to) => countInstances(to, EVERYTHING, { integration: 'i', version: 3 }, 100),
    'instances_by_version (integration_id=? AND version=?)',
  ],
  [
    'how many instances are behind',
    (to) => countInstances(to, EVERYTHING, { integration: 'i', before: 3 }, 100),
    'instances_by_version (integration_id=? AND version<?)',
  ],
  [
    'the older versions in use',
    (to) => versionsBehind(to, EVERYTHING, 'i', 3, 20),
    'instances_by_version (integration_id=? AND version<?)',
  ],
  [
    'the instances that are behind',
    (to) => instancesBehind(to, EVERYTHING, 'i', 3, 20),
    'instances_by_version (integration_id=? AND version<?)',
  ],
  [
    'the instances of an integration',
    (to) => recentInstances(to, EVERYTHING, { integration: 'i' }, page),
    'instances_by_integration (integration_id=?)',
  ],
  [
    'the instances of a version',
    (to) => recentInstances(to, EVERYTHING, { integration: 'i', version: 3 }, page),
    'instances_by_version (integration_id=? AND version=?)',
  ],
  [
    'the attachments',
    (to) => listAttachments(to, 'i', page),
    'attachments_by_integration (integration_id=?)',
  ],
  [
    'the further attachments',
    (to) => listAttachments(to, 'i', { ...page, cursor: Buffer.from(newId('att')).toString('base64url') }),
    'attachments_by_integration (integration_id=? AND id<?)',
  ],
  ['an attachment', (to) => getAttachment(to, 'i', 'a').catch(() => undefined), 'attachments'],
  ['how many attachments there are', (to) => countAttachments(to, 'i', 100), '(integration_id=?)'],
  ['whether an attachment names a blob', (to) => isBlobUsed(to, 'h'), 'attachments_by_hash (hash=?)'],
  ['the versions', (to) => listVersions(to, 'i', page), 'versions_1 (integration_id=?)'],
  ['how many versions there are', (to) => countVersions(to, 'i', 100), 'versions_1 (integration_id=?)'],
  [
    'the versions of a component',
    (to) => listComponentVersions(to, 'acme', page),
    'component_versions_1 (component=?)',
  ],
  [
    'the further versions of a component',
    (to) => listComponentVersions(to, 'acme', { limit: 20, cursor: Buffer.from('5').toString('base64url') }),
    'component_versions_1 (component=? AND number<?)',
  ],
  [
    'the picture of a component',
    (to) => findComponentIcon(to, unread, 'acme', 'h'),
    'component_versions_by_icon (icon=?)',
  ],
  [
    'whether a component has a blob for its text',
    (to) => isBlobUsed(to, 'h'),
    'component_versions_by_blob (blob=?)',
  ],
  [
    'whether a component has a blob for its picture',
    (to) => isBlobUsed(to, 'h'),
    'component_versions_by_icon (icon=?)',
  ],
  [
    'which code the versions of a page came from',
    (to) => codeVersions(to, 'i', [1, 2]),
    'component_uses_1 (integration_id=? AND version=? AND component=?)',
  ],
  ['the newest version to deploy', (to) => newestAvailable(to, 'i'), 'versions_1 (integration_id=?)'],
];

test.each(CASES)('an index leads to %s', async (_what, model, index) => {
  const plan = await planOf(model);
  expect(plan.join('\n')).toContain(index);
  for (const step of plan) {
    expect(step).not.toContain('TEMP B-TREE');
    expect(step).not.toMatch(/^SCAN (integrations|instances|versions|attachments)$/);
  }
});

test('an index leads to the versions that run one of a component; drafts are searched as texts', async () => {
  const plan = await planOf((to) => usersOfComponent(to, EVERYTHING, builtIn, 'acme', 3));
  expect(plan.join('\n')).toContain('component_uses_by_component (component=? AND number=?)');
  expect(plan.filter((step) => step.startsWith('SCAN'))).toEqual(['SCAN integrations']);
});
