import type { PageRoute } from '../kit/page.ts';
import { accountPages } from './account/account.tsx';
import { goPages } from './account/go.tsx';
import { setUpPages } from './account/set-up.tsx';
import { signInPages } from './account/sign-in.tsx';
import { componentPages } from './components/list.tsx';
import { customerPages } from './customers/list.tsx';
import { customerDetailPages } from './customers/show.tsx';
import { executionBulkPages } from './executions/bulk.ts';
import { executionFilePages } from './executions/files.tsx';
import { executionListPages } from './executions/list.tsx';
import { executionPages } from './executions/show.tsx';
import { helpPages } from './help/page.tsx';
import { instanceActivationPages } from './instances/activation.tsx';
import { instanceConfigurationPages } from './instances/configuration.tsx';
import { instanceDeploymentPages } from './instances/deploy.tsx';
import { instancePages } from './instances/list.tsx';
import { instanceDetailPages } from './instances/show.tsx';
import { instanceVersionPages } from './instances/version.tsx';
import { integrationConfigurationPages } from './integrations/configuration.tsx';
import { integrationDeletionPages } from './integrations/deletion.tsx';
import { detailsPages } from './integrations/details.tsx';
import { integrationDraftPages } from './integrations/draft.tsx';
import { integrationFlowPages } from './integrations/flows.tsx';
import { forkPages } from './integrations/forks.tsx';
import { importPages } from './integrations/import.tsx';
import { integrationInstancePages } from './integrations/instances.tsx';
import { integrationPages } from './integrations/list.tsx';
import { newIntegrationPages } from './integrations/new.tsx';
import { versionPages } from './integrations/version.tsx';
import { versionHistoryPages } from './integrations/versions.tsx';
import { overviewPages } from './overview/overview.tsx';
import { samplePages } from './sample/sample.tsx';
import { organizationPages } from './settings/organization.tsx';
import { staffPages } from './settings/staff.tsx';
import { systemPages } from './settings/system.tsx';
import { tokenPages } from './settings/tokens.tsx';

/** Every page and every form, by the noun that it belongs to. */
export const pageRoutes: PageRoute[] = [
  ...setUpPages,
  ...signInPages,
  ...accountPages,
  ...goPages,
  ...executionListPages,
  ...executionBulkPages,
  ...executionPages,
  ...executionFilePages,
  ...overviewPages,
  ...componentPages,
  ...helpPages,
  ...samplePages,
  ...integrationPages,
  ...newIntegrationPages,
  ...importPages,
  ...detailsPages,
  ...forkPages,
  ...integrationDeletionPages,
  ...versionHistoryPages,
  ...integrationDraftPages,
  ...versionPages,
  ...integrationInstancePages,
  ...integrationFlowPages,
  ...integrationConfigurationPages,
  ...customerPages,
  ...customerDetailPages,
  ...instancePages,
  ...instanceDeploymentPages,
  ...instanceDetailPages,
  ...instanceConfigurationPages,
  ...instanceVersionPages,
  ...instanceActivationPages,
  ...organizationPages,
  ...staffPages,
  ...tokenPages,
  ...systemPages,
];
