import { links } from '../../src/lib/links.ts';
import type { Frame } from './frame.ts';
import { IntegrationDetails } from './integration-details.tsx';
import { IntegrationTile } from './integration-tile.tsx';
import { Menu, MenuItem } from './menu.tsx';
import { Nav } from './nav.tsx';

export type IntegrationFacts = {
  id: string;
  name: string;
  description: string;
  category: string;
  /** Those in use, as suggestions. */
  categories: string[];
  labels: string[];
  /** `v14`, `v14 · draft`, `not published yet`. */
  version: string;
  hasDraft: boolean;
  /** `23`; undefined where it is not known without counting. */
  instanceCount: string | undefined;
  /** Hash of its picture. */
  icon: string | null;
  attachmentCount: string | undefined;
  tab: 'flows' | 'configuration' | 'versions' | 'instances' | 'attachments' | 'tests' | undefined;
  /** It may be published, tested, listed and so on. */
  canWrite: boolean;
  /** Its flows and its configuration are those of a bundle that was uploaded: here they are read. */
  isCode: boolean;
  /** What its definition says may be changed here. */
  canEdit: boolean;
};

/** Beside each page of an integration: what it is, its parts, and what can be done with it. */
export function IntegrationAside({ frame, integration }: { frame: Frame; integration: IntegrationFacts }) {
  const { id, name, icon, version, tab, hasDraft, instanceCount, attachmentCount, canWrite, canEdit } =
    integration;
  const parts = [
    { href: links.integration(id), icon: 'list-tree', label: 'Flows', current: tab === 'flows' },
    {
      href: links.integrationConfiguration(id),
      icon: 'sliders-horizontal',
      label: 'Configuration',
      current: tab === 'configuration',
    },
    {
      href: links.versions(id),
      icon: 'history',
      label: 'Version history',
      current: tab === 'versions',
      ...(hasDraft ? { count: 'Draft', tone: 'brand' as const } : {}),
    },
    {
      href: links.integrationInstances(id),
      icon: 'layers',
      label: 'Instances',
      current: tab === 'instances',
      count: instanceCount,
    },
    {
      href: links.attachments(id),
      icon: 'paperclip',
      label: 'Attachments',
      current: tab === 'attachments',
      count: attachmentCount,
      countId: 'attachment-count',
    },
    { href: links.testRuns(id), icon: 'flask-conical', label: 'Test runs', current: tab === 'tests' },
  ];
  return (
    <aside aria-label="Integration" id={`integration-${id}`}>
      <div class="row">
        <IntegrationTile {...{ id, name, icon }} change={canWrite ? links.integrationIcon(id) : undefined} />
        <div class="grow">
          <strong>{name}</strong>
          <div class="small muted">{version}</div>
        </div>
      </div>
      <IntegrationDetails frame={frame} integration={integration} />
      <Nav label="Integration parts" items={parts} />
      <Menu label="" only="More for this integration" icon="ellipsis" kind="quiet" up>
        {canWrite ? (
          <MenuItem href={links.integrationFork(id)} icon="git-fork">
            Fork integration
          </MenuItem>
        ) : null}
        {canWrite ? (
          <MenuItem href={links.integrationListing(id)} icon="store">
            Marketplace listing …
          </MenuItem>
        ) : null}
        {canEdit ? (
          <MenuItem href={links.draftYaml(id)} icon="code">
            Edit as YAML
          </MenuItem>
        ) : null}
        {canEdit ? (
          <MenuItem href={links.importIntegration({ into: id })} icon="upload">
            Import YAML …
          </MenuItem>
        ) : null}
        <MenuItem href={links.integrationDefinition(id)} icon="download" download>
          Export YAML
        </MenuItem>
        {icon === null ? null : (
          <MenuItem href={links.integrationArchive(id)} icon="download" download>
            Export with icon (zip)
          </MenuItem>
        )}
        {canWrite ? (
          <MenuItem href={links.integrationDeletion(id)} icon="trash-2" danger>
            Delete integration …
          </MenuItem>
        ) : null}
      </Menu>
    </aside>
  );
}
